from django.urls import include, path

urlpatterns = [
    path("", include("scheduling.availability.urls")),
    path("", include("scheduling.plans.urls")),
    path("", include("scheduling.sessions.urls")),
    path("", include("scheduling.releases.urls")),
    path("", include("scheduling.invitations.urls")),
    path("", include("scheduling.calendars.urls")),
    path("", include("scheduling.pages.urls")),
]

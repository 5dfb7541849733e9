from django.urls import include, path

urlpatterns = [
    path("", include("cohorts.programmes.urls")),
    path("", include("cohorts.enrolments.urls")),
    path("", include("cohorts.cohorts.urls")),
    path("", include("cohorts.designs.urls")),
]

from django.urls import include, path

from programme import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("account/", include("allauth.urls")),
    path("", include("cohorts.urls")),
    path("", include("delivery.urls")),
    path("", include("assessments.urls")),
    path("", include("reports.urls")),
    path("", include("evaluations.urls")),
]

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from programme import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("assessments.rater_urls")),
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("", include("programme.account_urls")),
    path("", include("messaging.urls")),
    path("", include("cohorts.urls")),
    path("", include("delivery.urls")),
    path("", include("assessments.urls")),
    path("", include("reports.urls")),
    path("", include("evaluations.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("", include("programme.demonstration.urls")))

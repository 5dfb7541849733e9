from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from programme import views
from programme.packages import PACKAGES

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("assessments.answering.urls")),
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("", include("programme.account_urls")),
    *[path("", include(f"{name}.urls")) for name in PACKAGES[1:] if find_spec(f"{name}.urls")],
]

if settings.DEMO:
    urlpatterns.append(path("", include("programme.demonstration.urls")))

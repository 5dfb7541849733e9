"""The addresses of demonstration mode, which the settings of the tests leave out."""

from django.urls import include, path

from programme.urls import urlpatterns as usual

urlpatterns = [*usual, path("", include("programme.demonstration.urls"))]

from django.urls import path

from benchmarks.bare.views import questionnaire

urlpatterns = [path("<uuid:pk>/", questionnaire)]

from django.urls import path

from scheduling.releases import views

urlpatterns = [
    path("cohorts/<int:pk>/release/", views.release_dates, name="release_dates"),
    path("cohorts/<int:pk>/releases/", views.releases_of_dates, name="releases_of_dates"),
]

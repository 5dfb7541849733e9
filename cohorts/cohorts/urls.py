from django.urls import path

from cohorts.cohorts import views

urlpatterns = [
    path("cohorts/<int:pk>/", views.cohort, name="cohort"),
    path("cohorts/<int:pk>/change/", views.cohort_change, name="cohort_change"),
]

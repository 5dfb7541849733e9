from django.urls import path

from scheduling.pages import views

urlpatterns = [
    path("cohorts/<int:pk>/sessions/", views.cohort_sessions, name="cohort_sessions"),
    path("planning/", views.planning_home, name="planning_home"),
]

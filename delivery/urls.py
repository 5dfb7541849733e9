from django.urls import path

from delivery import views

urlpatterns = [
    path("programmes/<int:pk>/cohorts/new/", views.cohort_new, name="cohort_new"),
    path("cohorts/<int:pk>/sessions/", views.cohort_sessions, name="cohort_sessions"),
    path("sessions/<int:pk>/", views.session, name="session"),
    path("sessions/<int:pk>/move/", views.session_move, name="session_move"),
]

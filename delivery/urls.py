from django.urls import path

from delivery.views import handbooks, releasing, sessions

urlpatterns = [
    path("programmes/<int:pk>/cohorts/new/", sessions.cohort_new, name="cohort_new"),
    path("cohorts/<int:pk>/sessions/", sessions.cohort_sessions, name="cohort_sessions"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/move/", sessions.session_move, name="session_move"),
    path("cohorts/<int:pk>/release/", releasing.release_dates, name="release_dates"),
    path("cohorts/<int:pk>/releases/", releasing.releases_of_dates, name="releases_of_dates"),
    path("cohorts/<int:pk>/handbook/", handbooks.handbook_of_cohort, name="handbook"),
]

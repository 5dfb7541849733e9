from django.urls import path

from delivery.views import calendars, moving, planning, releasing, sessions

urlpatterns = [
    path("programmes/<int:pk>/cohorts/new/", sessions.cohort_new, name="cohort_new"),
    path("cohorts/<int:pk>/sessions/", sessions.cohort_sessions, name="cohort_sessions"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/move/", moving.session_move, name="session_move"),
    path("sessions/<int:pk>/clashes/", moving.session_clashes, name="session_clashes"),
    path("sessions/<int:pk>/cancel/", moving.session_cancel, name="session_cancel"),
    path("sessions/<int:pk>/reinstate/", moving.session_reinstate, name="session_reinstate"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("cohorts/<int:pk>/release/", releasing.release_dates, name="release_dates"),
    path("cohorts/<int:pk>/releases/", releasing.releases_of_dates, name="releases_of_dates"),
    path("cohorts/<int:pk>/plan/", planning.plan_cohort, name="plan_cohort"),
    path("cohorts/<int:pk>/repair/", planning.repair, name="repair"),
    path("planning/<int:pk>/", planning.planning_run, name="planning_run"),
    path("planning/<int:pk>/stop/", planning.planning_stop, name="planning_stop"),
    path("planning/<int:pk>/relax/<int:number>/", planning.planning_relax, name="planning_relax"),
    path("plans/<int:pk>/take/", planning.plan_take, name="plan_take"),
]

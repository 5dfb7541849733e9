from django.urls import path

from scheduling.sessions import views

urlpatterns = [
    path("programmes/<int:pk>/cohorts/new/", views.cohort_new, name="cohort_new"),
    path("sessions/<int:pk>/move/", views.session_move, name="session_move"),
    path("sessions/<int:pk>/clashes/", views.session_clashes, name="session_clashes"),
    path("sessions/<int:pk>/cancel/", views.session_cancel, name="session_cancel"),
    path("sessions/<int:pk>/reinstate/", views.session_reinstate, name="session_reinstate"),
]

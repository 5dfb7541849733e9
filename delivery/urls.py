from django.urls import path

from delivery.views import answering, feeds, releasing, sessions

urlpatterns = [
    path("programmes/<int:pk>/cohorts/new/", sessions.cohort_new, name="cohort_new"),
    path("cohorts/<int:pk>/sessions/", sessions.cohort_sessions, name="cohort_sessions"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/move/", sessions.session_move, name="session_move"),
    path("cohorts/<int:pk>/release/", releasing.release_dates, name="release_dates"),
    path("cohorts/<int:pk>/releases/", releasing.releases_of_dates, name="releases_of_dates"),
    path("sessions/<int:pk>/answer/", answering.session_answer, name="session_answer"),
    path("a/<str:token>/", answering.session_answer_link, name="session_answer_link"),
    path("answered/", answering.session_answer_done, name="session_answer_done"),
    path("calendar-feed/", feeds.calendar_feed, name="calendar_feed"),
    path("calendar-feed/<int:pk>/new/", feeds.feed_new, name="feed_new"),
    path("calendar-feed/<int:pk>/off/", feeds.feed_off, name="feed_off"),
    path("feeds/<str:token>.ics", feeds.feed, name="feed"),
    path("sessions/<int:pk>/session.ics", feeds.session_file, name="session_file"),
    path("cohorts/<int:pk>/dates.ics", feeds.cohort_file, name="cohort_file"),
]

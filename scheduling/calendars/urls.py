from django.urls import path

from scheduling.calendars import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar-feed/", views.calendar_feed, name="calendar_feed"),
    path("calendar-feed/<int:pk>/new/", views.feed_new, name="feed_new"),
    path("calendar-feed/<int:pk>/off/", views.feed_off, name="feed_off"),
    path("feeds/<str:token>.ics", views.feed, name="feed"),
    path("sessions/<int:pk>/session.ics", views.session_file, name="session_file"),
    path("cohorts/<int:pk>/dates.ics", views.cohort_file, name="cohort_file"),
    path("cohorts/<int:pk>/handbook/", views.handbook_of_cohort, name="handbook"),
]

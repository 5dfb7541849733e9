from django.urls import path

from scheduling.availability.closed_days import views as closed_days
from scheduling.availability.diaries import views as diaries
from scheduling.availability.venues import views as venues

urlpatterns = [
    path("venues/", venues.venues, name="venues"),
    path("venues/new/", venues.venue_new, name="venue_new"),
    path("venues/<int:pk>/", venues.venue, name="venue"),
    path("venues/<int:pk>/change/", venues.venue_change, name="venue_change"),
    path("venues/<int:pk>/remove/", venues.venue_remove, name="venue_remove"),
    path("venues/<int:pk>/close/", venues.venue_close, name="venue_close"),
    path("venues/<int:pk>/closures/<int:closure>/remove/", venues.venue_reopen, name="venue_reopen"),
    path("closed-days/", closed_days.closed_days, name="closed_days"),
    path("closed-days/new/", closed_days.closed_days_new, name="closed_days_new"),
    path("closed-days/import/", closed_days.closed_days_import, name="closed_days_import"),
    path("closed-days/example.csv", closed_days.closed_days_example, name="closed_days_example"),
    path("closed-days/<int:pk>/", closed_days.closed_days_change, name="closed_days_change"),
    path("closed-days/<int:pk>/remove/", closed_days.closed_days_remove, name="closed_days_remove"),
    path("diaries/", diaries.diaries, name="diaries"),
    path("diaries/<int:pk>/", diaries.diary, name="diary"),
    path("diaries/<int:pk>/week/", diaries.diary_week, name="diary_week"),
    path("diaries/<int:pk>/time-off/", diaries.diary_take_off, name="diary_take_off"),
    path("diaries/<int:pk>/time-off/<int:absence>/remove/", diaries.diary_take_back, name="diary_take_back"),
    path("diaries/<int:pk>/leads/", diaries.diary_leads, name="diary_leads"),
    path("diaries/<int:pk>/file/", diaries.diary_import, name="diary_import"),
    path("diaries/<int:pk>/file/remove/", diaries.diary_forget, name="diary_forget"),
]

from django.urls import path

from assessments.rounds import views

urlpatterns = [
    path("cohorts/<int:pk>/360/", views.cohort_assessment, name="cohort_assessment"),
    path("cohorts/<int:pk>/360/reassessment/", views.open_reassessment, name="open_reassessment"),
    path("360-settings/<int:pk>/", views.policy, name="policy"),
    path("rounds/<int:pk>/", views.round_page, name="round"),
    path("rounds/<int:pk>/add/", views.round_add, name="round_add"),
    path("rounds/<int:pk>/remind/", views.remind, name="round_remind"),
    path("rounds/<int:pk>/dates/", views.dates, name="round_dates"),
    path("rounds/<int:pk>/completion.csv", views.export, name="round_completion"),
    path("rounds/subjects/<int:pk>/", views.subject_page, name="round_subject"),
    path("rounds/subjects/<int:pk>/remind/", views.subject_remind, name="subject_remind"),
    path("rounds/subjects/<int:pk>/more-time/", views.subject_extend, name="subject_extend"),
    path("rounds/<int:pk>/close/", views.close, name="round_close"),
    path("rounds/<int:pk>/progress/", views.progress, name="round_progress"),
    path("360/<int:pk>/", views.my_assessment, name="my_assessment"),
]

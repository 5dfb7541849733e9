from django.urls import path

from evaluations import views

urlpatterns = [
    path("sessions/<int:pk>/evaluate/", views.evaluate, name="evaluate"),
    path("sessions/<int:pk>/evaluate/done/", views.evaluate_done, name="evaluate_done"),
    path("evaluated/", views.evaluate_link_done, name="evaluate_link_done"),
    path("e/<str:token>/", views.evaluate_link, name="evaluate_link"),
    path("cohorts/<int:pk>/evaluation/", views.cohort_evaluation, name="cohort_evaluation"),
    path("cohorts/<int:pk>/evaluation/issue/", views.issue_report, name="issue_report"),
]

from django.urls import path

from assessments.reports import views

urlpatterns = [
    path("rounds/<int:pk>/cohort-report/", views.cohort_report, name="cohort_report"),
    path("rounds/<int:pk>/cohort-report/make/", views.cohort_report_make, name="cohort_report_make"),
    path("360/<int:pk>/report/", views.report, name="report"),
]

from django.urls import path

from cohorts.enrolments import views

urlpatterns = [
    path("cohorts/enrol/template.<str:format>", views.enrol_template, name="enrol_template"),
    path("cohorts/<int:pk>/enrol/", views.enrol, name="enrol"),
    path("enrolments/<int:pk>/change/", views.enrolment_change, name="enrolment_change"),
    path("enrolments/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]

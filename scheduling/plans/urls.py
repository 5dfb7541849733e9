from django.urls import path

from scheduling.plans import views

urlpatterns = [
    path("cohorts/<int:pk>/plan/", views.plan_cohort, name="plan_cohort"),
    path("cohorts/<int:pk>/repair/", views.repair, name="repair"),
    path("planning/<int:pk>/", views.planning_run, name="planning_run"),
    path("planning/<int:pk>/stop/", views.planning_stop, name="planning_stop"),
    path("planning/<int:pk>/again/", views.planning_again, name="planning_again"),
    path("planning/<int:pk>/relax/<int:number>/", views.planning_relax, name="planning_relax"),
    path("plans/<int:pk>/take/", views.plan_take, name="plan_take"),
]

from django.urls import path

from assessments.imported_scores import views

urlpatterns = [
    path("cohorts/<int:pk>/360/import/", views.import_scores, name="import_scores"),
    path("cohorts/<int:pk>/360/import/form.csv", views.scores_to_fill_in, name="scores_to_fill_in"),
    path("rounds/<int:pk>/scores/", views.correct_scores, name="correct_scores"),
]

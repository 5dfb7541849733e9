from django.urls import include, path

urlpatterns = [
    path("", include("assessments.instruments.urls")),
    path("", include("assessments.imported_scores.urls")),
    path("", include("assessments.rounds.urls")),
    path("", include("assessments.raters.urls")),
    path("", include("assessments.reports.urls")),
    path("", include("assessments.debriefs.urls")),
]

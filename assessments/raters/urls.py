from django.urls import path

from assessments.raters.views import administration, declining, naming

urlpatterns = [
    path("r/<str:token>/decline/", declining.rater_decline, name="rater_decline"),
    path("r/<str:token>/answer-after-all/", declining.rater_answer_after_all, name="rater_answer_after_all"),
    path("360/<int:pk>/raters/", naming.name_raters, name="name_raters"),
    path("360/<int:pk>/rate/", naming.rate_self, name="rate_self"),
    path("360/<int:pk>/raters/<uuid:rater>/mend/", naming.own_rater_correct, name="own_rater_correct"),
    path("360/<int:pk>/raters/<uuid:rater>/replace/", naming.own_rater_replace, name="own_rater_replace"),
    path("rounds/<int:pk>/raters/", administration.round_raters, name="round_raters"),
    path("rounds/<int:pk>/raters/<int:subject>/", administration.subject_raters, name="subject_raters"),
    path("rounds/<int:pk>/raters/<uuid:rater>/change/", administration.rater_change, name="rater_change"),
    path("rounds/<int:pk>/raters/<uuid:rater>/replace/", administration.rater_replace, name="rater_replace"),
    path("rounds/<int:pk>/raters/<uuid:rater>/remove/", administration.rater_remove, name="rater_remove"),
    path("rounds/<int:pk>/requests/", administration.round_requests, name="round_requests"),
    path("rounds/<int:pk>/requests/join/", administration.round_join, name="round_join"),
    path("rounds/<int:pk>/requests/join/<int:known>/undo/", administration.round_part, name="round_part"),
]

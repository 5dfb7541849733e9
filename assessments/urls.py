from django.urls import path

from assessments.views import answering, asking, closing, declining, naming, raters

urlpatterns = [
    path("cohorts/<int:pk>/360/", asking.cohort_assessment, name="cohort_assessment"),
    path("rounds/<int:pk>/", asking.round_page, name="round"),
    path("rounds/<int:pk>/add/", asking.round_add, name="round_add"),
    path("rounds/<int:pk>/remind/", asking.round_remind, name="round_remind"),
    path("rounds/<int:pk>/close/", closing.close, name="round_close"),
    path("rounds/<int:pk>/progress/", closing.progress, name="round_progress"),
    path("360/<int:pk>/", naming.my_assessment, name="my_assessment"),
    path("360/<int:pk>/raters/", naming.name_raters, name="name_raters"),
    path("360/<int:pk>/rate/", naming.rate_self, name="rate_self"),
    path("360/<int:pk>/raters/<uuid:rater>/mend/", naming.own_rater_mend, name="own_rater_mend"),
    path("360/<int:pk>/raters/<uuid:rater>/replace/", naming.own_rater_replace, name="own_rater_replace"),
    path("rounds/<int:pk>/raters/", raters.round_raters, name="round_raters"),
    path("rounds/<int:pk>/raters/<int:subject>/", raters.subject_raters, name="subject_raters"),
    path("rounds/<int:pk>/raters/<uuid:rater>/change/", raters.rater_change, name="rater_change"),
    path("rounds/<int:pk>/raters/<uuid:rater>/replace/", raters.rater_replace, name="rater_replace"),
    path("rounds/<int:pk>/raters/<uuid:rater>/remove/", raters.rater_remove, name="rater_remove"),
    path("rounds/<int:pk>/requests/", raters.round_requests, name="round_requests"),
    path("rounds/<int:pk>/requests/join/", raters.round_join, name="round_join"),
    path("r/<str:token>/decline/", declining.rater_decline, name="rater_decline"),
    path("r/<str:token>/answer-after-all/", declining.rater_answer_after_all, name="rater_answer_after_all"),
    path("r/<str:token>/", answering.rate, name="rate"),
    path("answer/<uuid:pk>/", answering.answer_start, name="answer_start"),
    path("answer/<uuid:pk>/<int:page>/", answering.answer_page, name="answer_page"),
    path("answer/<uuid:pk>/comments/", answering.answer_comments, name="answer_comments"),
    path("answer/<uuid:pk>/check/", answering.answer_check, name="answer_check"),
    path("answer/<uuid:pk>/done/", answering.answer_done, name="answer_done"),
    path("answer/<uuid:pk>/save/", answering.answer_save, name="answer_save"),
]

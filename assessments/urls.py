from django.urls import path

from assessments.views import answering, asking, closing

urlpatterns = [
    path("cohorts/<int:pk>/360/", asking.cohort_assessment, name="cohort_assessment"),
    path("rounds/<int:pk>/", asking.round_page, name="round"),
    path("rounds/<int:pk>/add/", asking.round_add, name="round_add"),
    path("rounds/<int:pk>/remind/", asking.round_remind, name="round_remind"),
    path("rounds/<int:pk>/close/", closing.close, name="round_close"),
    path("rounds/<int:pk>/progress/", closing.progress, name="round_progress"),
    path("360/<int:pk>/", asking.my_assessment, name="my_assessment"),
    path("360/<int:pk>/raters/", asking.name_raters, name="name_raters"),
    path("360/<int:pk>/rate/", asking.rate_self, name="rate_self"),
    path("r/<str:token>/", answering.rate, name="rate"),
    path("answer/<uuid:pk>/", answering.answer_start, name="answer_start"),
    path("answer/<uuid:pk>/<int:page>/", answering.answer_page, name="answer_page"),
    path("answer/<uuid:pk>/comments/", answering.answer_comments, name="answer_comments"),
    path("answer/<uuid:pk>/check/", answering.answer_check, name="answer_check"),
    path("answer/<uuid:pk>/done/", answering.answer_done, name="answer_done"),
    path("answer/<uuid:pk>/next/", answering.answer_next, name="answer_next"),
    path("answer/<uuid:pk>/save/", answering.answer_save, name="answer_save"),
]

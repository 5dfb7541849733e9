"""A rater's addresses. They are asked for more often than all others, so they are looked through first."""

from django.urls import path

from assessments.views import answering, declining

urlpatterns = [
    path("answer/<uuid:pk>/save/", answering.answer_save, name="answer_save"),
    path("answer/<uuid:pk>/<int:page>/", answering.answer_page, name="answer_page"),
    path("r/<str:token>/decline/", declining.rater_decline, name="rater_decline"),
    path("r/<str:token>/answer-after-all/", declining.rater_answer_after_all, name="rater_answer_after_all"),
    path("r/<str:token>/", answering.rate, name="rate"),
    path("answer/<uuid:pk>/", answering.answer_start, name="answer_start"),
    path("answer/<uuid:pk>/comments/", answering.answer_comments, name="answer_comments"),
    path("answer/<uuid:pk>/check/", answering.answer_check, name="answer_check"),
    path("answer/<uuid:pk>/done/", answering.answer_done, name="answer_done"),
    path("answer/<uuid:pk>/next/", answering.answer_next, name="answer_next"),
]

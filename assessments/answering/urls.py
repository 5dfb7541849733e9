"""A rater's pages. They are requested more often than all others, so their addresses are matched first."""

from django.urls import path

from assessments.answering import views

urlpatterns = [
    path("answer/<uuid:pk>/save/", views.answer_save, name="answer_save"),
    path("answer/<uuid:pk>/<int:page>/", views.answer_page, name="answer_page"),
    path("r/<str:token>/", views.rate, name="rate"),
    path("answer/<uuid:pk>/", views.answer_start, name="answer_start"),
    path("answer/<uuid:pk>/comments/", views.answer_comments, name="answer_comments"),
    path("answer/<uuid:pk>/check/", views.answer_check, name="answer_check"),
    path("answer/<uuid:pk>/done/", views.answer_done, name="answer_done"),
    path("answer/<uuid:pk>/next/", views.answer_next, name="answer_next"),
]

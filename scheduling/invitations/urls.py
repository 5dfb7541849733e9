from django.urls import path

from scheduling.invitations import views

urlpatterns = [
    path("sessions/<int:pk>/answer/", views.session_answer, name="session_answer"),
    path("a/<str:token>/", views.session_answer_link, name="session_answer_link"),
    path("answered/", views.session_answer_done, name="session_answer_done"),
]

from django.urls import path

from people import views

urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/add/", views.team_add, name="team_add"),
    path("team/<int:pk>/remove/", views.team_remove, name="team_remove"),
]

from django.urls import path

from delivery import views

urlpatterns = [
    path("sessions/<int:pk>/", views.session, name="session"),
]

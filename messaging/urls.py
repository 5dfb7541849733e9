from django.urls import path

from messaging import views

urlpatterns = [
    path("emails/", views.emails, name="emails"),
    path("emails/<uuid:reference>/again/", views.email_again, name="email_again"),
]

from django.urls import path

from reports import views

urlpatterns = [
    path("documents/<uuid:pk>/", views.document, name="document"),
]

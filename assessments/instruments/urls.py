from django.urls import path

from assessments.instruments import views

urlpatterns = [
    path("instruments/", views.instrument_list, name="instruments"),
    path("instruments/import/", views.instrument_import, name="instrument_import"),
    path("instruments/example.<str:format>", views.instrument_example, name="instrument_example"),
    path("instruments/<int:pk>/", views.instrument, name="instrument"),
    path("instruments/<int:pk>/licence/", views.instrument_licence, name="instrument_licence"),
]

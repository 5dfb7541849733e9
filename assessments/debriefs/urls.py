from django.urls import path

from assessments.debriefs import views

urlpatterns = [
    path("rounds/<int:pk>/coaches/", views.round_coaches, name="round_coaches"),
    path("rounds/<int:pk>/coaches/give/", views.round_give, name="round_give"),
    path("rounds/<int:pk>/hold/", views.round_hold, name="round_hold"),
    path("rounds/<int:pk>/lift/", views.round_lift, name="round_lift"),
    path("debriefs/<int:pk>/", views.debrief, name="debrief"),
    path("debriefs/<int:pk>/give/", views.debrief_give, name="debrief_give"),
    path("debriefs/<int:pk>/held/", views.debrief_held, name="debrief_held"),
    path("debriefs/<int:pk>/release/", views.debrief_release, name="debrief_release"),
    path("debriefs/<int:pk>/hold/", views.debrief_hold, name="debrief_hold"),
    path("debriefs/<int:pk>/lift/", views.debrief_lift, name="debrief_lift"),
    path("debriefs/<int:pk>/again/", views.debrief_again, name="debrief_again"),
    path("debriefs/<int:pk>/comments/", views.debrief_comments, name="debrief_comments"),
    path("debriefs/<int:pk>/comments/<int:number>/<int:place>/", views.debrief_leave_out, name="debrief_leave_out"),
    path("360/<int:pk>/commitments/", views.commitments, name="commitments"),
]

from django.urls import path

from cohorts.views import cohorts, enrol, programmes, team

urlpatterns = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", programmes.programme_new, name="programme_new"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("team/", team.team, name="team"),
    path("team/add/", team.team_add, name="team_add"),
    path("team/<int:pk>/remove/", team.team_remove, name="team_remove"),
    path("cohorts/enrol/template.<str:format>", enrol.enrol_template, name="enrol_template"),
    path("cohorts/<int:pk>/", cohorts.cohort, name="cohort"),
    path("cohorts/<int:pk>/enrol/", enrol.enrol, name="enrol"),
    path("enrolments/<int:pk>/withdraw/", cohorts.withdraw, name="withdraw"),
]

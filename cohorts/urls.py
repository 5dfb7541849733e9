from django.urls import path

from cohorts.views import cohorts, designs, drafts, enrol, programmes, team

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
    path("programmes/<int:pk>/designs/", designs.programme_designs, name="programme_designs"),
    path("programmes/<int:pk>/designs/copy/", designs.design_copy, name="design_copy"),
    path("programmes/<int:pk>/designs/import/", designs.design_import, name="design_import"),
    path("programmes/designs/<int:pk>/", designs.design, name="design"),
    path("programmes/designs/<int:pk>/file/", designs.design_file, name="design_file"),
    path("programmes/designs/<int:pk>/edit/", designs.design_edit, name="design_edit"),
    path("programmes/<int:pk>/draft/", drafts.draft, name="draft"),
    path("programmes/<int:pk>/draft/settings/", drafts.settings, name="draft_settings"),
    path("programmes/<int:pk>/draft/elements/new/", drafts.element_new, name="draft_element_new"),
    path("programmes/<int:pk>/draft/element/<slug:key>/", drafts.element, name="draft_element"),
    path("programmes/<int:pk>/draft/element/<slug:key>/move/", drafts.element_move, name="draft_element_move"),
    path("programmes/<int:pk>/draft/element/<slug:key>/remove/", drafts.element_remove, name="draft_element_remove"),
    path("programmes/<int:pk>/draft/rules/new/", drafts.rule_new, name="draft_rule_new"),
    path("programmes/<int:pk>/draft/rule/<slug:key>/", drafts.rule, name="draft_rule"),
    path("programmes/<int:pk>/draft/rule/<slug:key>/remove/", drafts.rule_remove, name="draft_rule_remove"),
    path("programmes/<int:pk>/draft/check/", drafts.check, name="draft_check"),
    path("programmes/<int:pk>/draft/discard/", drafts.discard, name="draft_discard"),
]

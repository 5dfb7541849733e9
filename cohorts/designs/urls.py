from django.urls import path

from cohorts.designs.views import drafts, versions

urlpatterns = [
    path("programmes/<int:pk>/designs/", versions.programme_designs, name="programme_designs"),
    path("programmes/<int:pk>/designs/copy/", versions.design_copy, name="design_copy"),
    path("programmes/<int:pk>/designs/import/", versions.design_import, name="design_import"),
    path("programmes/designs/<int:pk>/", versions.design, name="design"),
    path("programmes/designs/<int:pk>/file/", versions.design_file, name="design_file"),
    path("programmes/designs/<int:pk>/edit/", versions.design_edit, name="design_edit"),
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

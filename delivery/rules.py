import rules

from people.rules import administers

# Whoever may know of a session may read its page: `Session.objects.visible_to` has decided already.
rules.add_perm("delivery.see_session", rules.always_true)
rules.add_perm("delivery.run_session", administers)
# Whoever knows of a release may read its handbook: `ScheduleRelease.objects.visible_to` has decided already.
rules.add_perm("delivery.read_handbook", rules.always_true)

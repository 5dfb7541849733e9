import rules

from people.rules import administers

# Whoever may know of a session may read its page: `Session.objects.visible_to` has decided already.
rules.add_perm("delivery.see_session", rules.always_true)
rules.add_perm("delivery.run_session", administers)
rules.add_perm("delivery.run_planning", administers)

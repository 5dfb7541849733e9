import rules

from people.rules import administers

# Whoever may know of a session may read its page: `Session.objects.visible_to` has decided already. So have others.
rules.add_perm("delivery.see_session", rules.always_true)
rules.add_perm("delivery.see_dates", rules.always_true)
rules.add_perm("delivery.answer_invitation", rules.always_true)
rules.add_perm("delivery.run_session", administers)

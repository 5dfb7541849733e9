import rules

from people.rules import administers

rules.add_perm("messaging.send_again", administers)

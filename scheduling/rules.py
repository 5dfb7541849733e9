import rules

from people.models import Person, User
from people.rules import administers
from scheduling.models import Session


@rules.predicate
def is_oneself(user: User, person: Person) -> bool:
    return person.user_id == user.pk


@rules.predicate
def leads(user: User, session: Session) -> bool:
    """As people know the session."""
    return session.known is not None and session.known.facilitators.filter(user=user).exists()


# Whoever may know of a session may read its page: `Session.objects.visible_to` has decided already. So have others.
rules.add_perm("scheduling.see_session", rules.always_true)
rules.add_perm("scheduling.see_dates", rules.always_true)
rules.add_perm("scheduling.answer_invitation", rules.always_true)
rules.add_perm("scheduling.run_session", administers)
rules.add_perm("scheduling.see_who_comes", administers | leads)
rules.add_perm("scheduling.run_planning", administers)
rules.add_perm("scheduling.run_venue", administers)
rules.add_perm("scheduling.change_closed_days", administers)
rules.add_perm("scheduling.keep_diary", administers | is_oneself)
rules.add_perm("scheduling.say_who_leads", administers)
# Whoever knows of a release may read its handbook: `ScheduleRelease.objects.visible_to` has decided already.
rules.add_perm("scheduling.read_handbook", rules.always_true)

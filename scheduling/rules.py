"""Permissions on sessions, planning, venues, closed days and diaries."""

import rules

from people.models import Person, User
from people.rules import administers
from scheduling.models import Session


@rules.predicate
def is_own_person(user: User, person: Person) -> bool:
    return person.user_id == user.pk


@rules.predicate
def leads_session(user: User, session: Session) -> bool:
    """Whether the account leads the session as it was released: the draft does not count."""
    return session.as_released is not None and session.as_released.facilitators.filter(user=user).exists()


# `visible_to` of these rows' models has already decided who may see them.
rules.add_perm("scheduling.see_session", rules.always_true)
rules.add_perm("scheduling.see_dates", rules.always_true)
rules.add_perm("scheduling.answer_invitation", rules.always_true)
rules.add_perm("scheduling.read_handbook", rules.always_true)

rules.add_perm("scheduling.run_session", administers)
rules.add_perm("scheduling.see_who_comes", administers | leads_session)
rules.add_perm("scheduling.run_planning", administers)
rules.add_perm("scheduling.run_venue", administers)
rules.add_perm("scheduling.change_closed_days", administers)
rules.add_perm("scheduling.keep_diary", administers | is_own_person)
rules.add_perm("scheduling.say_who_leads", administers)

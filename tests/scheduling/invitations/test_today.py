"""The day of a session in emails and tasks, as it is in the United Kingdom."""

from datetime import date, datetime, timedelta

import pytest

from cohorts.models import Cohort
from messaging.models import Message
from people.models import Person
from scheduling.home import find_own_sessions, reply_tasks
from scheduling.invitations.answers import DECLINED_LETTER, Outcome, answer_invitation
from scheduling.invitations.letters import write_session_declined
from scheduling.models import Invitee
from tests import cast
from tests.clock import NIGHTS, set_clock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_administrators_read_the_day_to_which_somebody_cannot_come(
    moment: datetime, today: date, cohort: Cohort, administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment - timedelta(days=3))
    invitee = cast.invited(cast.enrolled(cohort).person, cast.session(cohort, starts_at=moment))
    answer_invitation(invitee=invitee, sequence=invitee.sequence, answer=Invitee.Answer.DECLINED)

    letter = write_session_declined(Message.objects.get(kind=DECLINED_LETTER, to_email=administrator.email))

    assert letter is not None
    assert letter.paragraphs[0].endswith(f"on {today:%A %-d %B %Y}.")


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_an_answer_is_due_on_the_day_of_the_session(
    moment: datetime, today: date, cohort: Cohort, participant: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment - timedelta(days=3))
    cast.invited(participant, cast.session(cohort, starts_at=moment))

    (task,) = reply_tasks(find_own_sessions(participant.user).to_answer)

    assert (task.due_on, task.hint) == (today, f"{today:%A %-d %B %Y}")


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_a_session_can_be_answered_until_it_has_ended(
    moment: datetime, today: date, cohort: Cohort, participant: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = cast.session(cohort, starts_at=moment)
    invitee = cast.invited(participant, session)
    outcomes = []
    for now in (session.ends_at - MINUTE, session.ends_at):
        set_clock(monkeypatch, now)
        outcomes.append(answer_invitation(invitee=invitee, sequence=invitee.sequence, answer=Invitee.Answer.ACCEPTED))
    assert outcomes == [Outcome.RECORDED, Outcome.OFF]

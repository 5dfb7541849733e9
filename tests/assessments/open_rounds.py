"""A round that is open, with raters named, and what a test does as one of them."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from assessments.answering import drafts, submission
from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters.naming import NamedRater, name_raters
from assessments.rounds.opening import open_round
from assessments.rounds.policies import policy_of, set_policy
from cohorts.models import Cohort
from messaging.models import Message
from messaging.tasks import deliver
from people.models import Organisation, Role, User
from tests import cast

LINK = re.compile(r"http://[^\s]+/r/(\S+)/")
STATEMENTS = 30
PAGES = 6


def settle(organisation: Organisation, **values: Any) -> None:
    """These of the organisation's 360 settings, and the others as they are."""
    policy = policy_of(organisation)
    names = ("least_in_group", "approves_raters", "requests_at_most", "reminds_days_before", "without_coach_after")
    set_policy(organisation=organisation, **{name: getattr(policy, name) for name in names} | values)


def opened(cohort: Cohort, **values: Any) -> Round:
    """A round whose raters are asked as soon as they are named."""
    settle(cohort.organisation, approves_raters=False)
    if not cohort.enrolments.exists():
        cast.enrolled(cohort)
    made = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=21), **values)
    # The raters of a test ask for everybody, so the usual limit is out of its way.
    made.requests_at_most = 100
    made.save()
    return made


def has_closed() -> None:
    """Every round is over, though nothing was released."""
    Round.objects.update(state=Round.State.CLOSED)
    Subject.objects.update(state=Round.State.CLOSED)


def rater(relationship: Relationship, number: int) -> NamedRater:
    name = f"{relationship.label} {number}"
    return NamedRater(relationship=relationship, name=name, email=f"{relationship}-{number}@fenmoor.example")


def named(subject: Subject, **counts: int) -> None:
    """Name so many raters in each group, for example `direct_report=3`."""
    raters = [rater(Relationship(group), number) for group, count in counts.items() for number in range(1, count + 1)]
    name_raters(subject=subject, raters=raters)


def administrator_of(subject: Subject) -> User:
    return cast.member(subject.organisation, Role.ADMINISTRATOR).user


def invitation(subject: Subject, relationship: Relationship) -> Invitation:
    return subject.invitations.filter(relationship=relationship).order_by("email")[0]


def answer_all(of: Invitation, rating: int | None = 7) -> None:
    """Answer and submit the whole questionnaire, as the questionnaire's pages would."""
    drafts.save_draft(invitation_id=of.pk, ratings=dict.fromkeys(range(1, STATEMENTS + 1), rating), comments={})
    submission.submit(invitation_id=of.pk)


def emailed_token(to: Invitation) -> str:
    """Send what is owed to the rater, and take the token out of the email as they would click it."""
    deliver.run(Message.objects.get(key=f"rater_invitation:{to.pk}").pk)
    sent = [letter for letter in mail.outbox if to.email in letter.to[0] and to.subject.name in letter.subject]
    found = LINK.search(str(sent[-1].body))
    assert found
    return found[1]


def started(client: Client, as_rater: Invitation) -> Client:
    """Open the rater's link and press Start."""
    response = client.post(f"/r/{emailed_token(as_rater)}/")
    assert response.status_code == 302
    return client


def page_of_answers(page: int, rating: str = "7") -> dict[str, str]:
    first = (page - 1) * 5 + 1
    return {f"statement-{number}": rating for number in range(first, first + 5)}


def whole_database() -> dict[str, list[Any]]:
    return {model._meta.label: sorted(map(repr, model._default_manager.values_list())) for model in apps.get_models()}


def all_at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run the work in so many threads that start together, each with its own connection."""
    together = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(place: int) -> None:
        together.wait()
        try:
            results[place] = work(place)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

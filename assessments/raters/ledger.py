"""The rater load ledger: how many participants of a cohort ask each person, and how many one person may have.

The line manager is counted as well, but never refused: nobody else can take their place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import Invitation, Relationship, Round
from assessments.models.raters import InvitationQuerySet
from cohorts.models import Cohort


@dataclass(frozen=True)
class Load:
    """One person, and the requests that they have in a cohort's open rounds."""

    email: str
    invitations: list[Invitation]
    at_most: int

    @property
    def name(self) -> str:
        return Counter(invitation.name for invitation in self.invitations).most_common(1)[0][0]

    @property
    def requests(self) -> int:
        return len(self.invitations)

    @property
    def is_full(self) -> bool:
        return self.requests >= self.at_most

    @property
    def is_over(self) -> bool:
        """A manager of many may be asked more often than others."""
        return self.requests > self.at_most

    def is_found_by(self, words: Iterable[str]) -> bool:
        """Whether all are in their name, in their address, or in the name of somebody about whom they are asked."""
        texts = [self.email]
        for invitation in self.invitations:
            texts += [invitation.name, invitation.subject.name]
        return any(all(word.casefold() in text.casefold() for word in words) for text in texts)


def counted_in(cohort: Cohort) -> InvitationQuerySet:
    """Every request that counts: proposed, open or answered, over the cohort's open rounds."""
    counted = Invitation.objects.counted().exclude(relationship=Relationship.SELF)
    return counted.filter(subject__round__cohort=cohort, subject__round__state=Round.State.OPEN)


def loads(round_: Round) -> list[Load]:
    """Everybody who is asked in the cohort's open rounds, the most often asked first: so those at the limit lead."""
    by_email = defaultdict(list)
    for invitation in counted_in(round_.cohort).select_related("subject__enrolment__person"):
        by_email[invitation.email].append(invitation)
    found = [Load(email, invitations, round_.requests_at_most) for email, invitations in by_email.items()]
    return sorted(found, key=lambda load: (-load.requests, load.name, load.email))


def requests_of(cohort: Cohort, emails: Iterable[str]) -> Counter[str]:
    """How many requests each of these addresses has."""
    return Counter(counted_in(cohort).filter(email__in=list(emails)).values_list("email", flat=True))


def full_among(round_: Round, emails: Iterable[str]) -> set[str]:
    """Those of the addresses which have as many requests as one person may have."""
    counts = requests_of(round_.cohort, emails)
    return {email for email, count in counts.items() if count >= round_.requests_at_most}

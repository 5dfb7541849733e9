"""The number of participants in a cohort who ask each person, and the limit on it.

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
    """The requests that one person has in a cohort's open rounds."""

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
        """Whether they have more requests than the limit, as the manager of many people may."""
        return self.requests > self.at_most

    def is_found_by(self, words: Iterable[str]) -> bool:
        """Whether all words are in the person's name, in their address, or in the name of one participant who asks."""
        texts = [self.email]
        for invitation in self.invitations:
            texts += [invitation.name, invitation.subject.name]
        return any(all(word.casefold() in text.casefold() for word in words) for text in texts)


def counted_requests(cohort: Cohort) -> InvitationQuerySet:
    """Find the requests that count: proposed, open or answered, in the cohort's open rounds."""
    counted = Invitation.objects.counted().exclude(relationship=Relationship.SELF)
    return counted.filter(subject__round__cohort=cohort, subject__round__state=Round.State.OPEN)


def loads(round_: Round) -> list[Load]:
    """List everybody who is asked in the cohort's open rounds, starting with those who are asked most."""
    by_email = defaultdict(list)
    for invitation in counted_requests(round_.cohort).select_related("subject__enrolment__person"):
        by_email[invitation.email].append(invitation)
    found = [Load(email, invitations, round_.requests_at_most) for email, invitations in by_email.items()]
    return sorted(found, key=lambda load: (-load.requests, load.name, load.email))


def count_requests(cohort: Cohort, emails: Iterable[str]) -> Counter[str]:
    """Count the requests that each of these addresses has."""
    return Counter(counted_requests(cohort).filter(email__in=list(emails)).values_list("email", flat=True))


def addresses_at_limit(round_: Round, emails: Iterable[str]) -> set[str]:
    """Return the addresses that have as many requests as one person may have."""
    counts = count_requests(round_.cohort, emails)
    return {email for email, count in counts.items() if count >= round_.requests_at_most}

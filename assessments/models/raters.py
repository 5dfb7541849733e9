"""Raters: their invitations, the drafts of their answers, and responses that nobody can trace back to them."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone

from assessments.models.instruments import Statement
from assessments.models.rounds import Subject
from people.models import Organisation, User


class Relationship(models.TextChoices):
    SELF = "self", "Self"
    MANAGER = "manager", "Manager"
    DIRECT_REPORT = "direct_report", "Direct report"
    CO_WORKER = "co_worker", "Co-worker"
    OTHER = "other", "Other"

    @property
    def one(self) -> str:
        """The words for one member of the group in a sentence."""
        return ONE.get(self, f"a {self.label.lower()}")


ONE = {
    Relationship.SELF: "the participant",
    Relationship.MANAGER: "the manager",
    Relationship.OTHER: "another colleague",
}


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_letters(self) -> Self:
        """Fetch all that a letter to the rater names, and the number of statements, in one query."""
        statements = Statement.objects.filter(instrument=OuterRef("subject__round__instrument")).order_by()
        count = statements.values("instrument").annotate(count=Count("*")).values("count")
        return self.select_related(
            "subject__round__instrument",
            "subject__round__cohort__programme__organisation",
            "subject__enrolment__person__user",
            "draft",
        ).annotate(statement_count=Subquery(count))

    def asked_by_email(self) -> Self:
        """Keep those who are sent a link. The participant has a page of their own instead."""
        return self.exclude(relationship=Relationship.SELF).exclude(state="proposed")

    def counted(self) -> Self:
        """Keep those who are or will be asked: all but those who declined."""
        return self.exclude(state="declined")

    def waiting(self) -> Self:
        """Keep those who were asked, and have neither answered nor declined."""
        return self.filter(state__in=["invited", "started"])


class Invitation(models.Model):
    """A rater who is asked about a subject. It knows whether they have answered, and never when or what."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for approval"
        INVITED = "invited", "Invited"
        STARTED = "started", "Started"
        ANSWERED = "answered", "Answered"
        DECLINED = "declined", "Declined"

    class Reason(models.TextChoices):
        """Reasons for declining."""

        DOES_NOT_KNOW = "does_not_know", "I do not see enough of their work"
        NO_TIME = "no_time", "I have no time before it closes"
        TOO_MANY = "too_many", "I have been asked about too many people"
        CONFLICT = "conflict", "It would not be right for me to answer"
        OTHER = "other", "Another reason"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="invitations")
    relationship = models.CharField(max_length=20, choices=Relationship)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    decline_reason = models.CharField(max_length=20, choices=Reason, blank=True, default="", db_default="")
    # How many statements the instrument has; set by `for_letters()`.
    statement_count: int

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "email"], name="rater_once_per_subject"),
            models.UniqueConstraint(
                fields=["subject", "relationship"],
                condition=Q(relationship__in=[Relationship.SELF, Relationship.MANAGER]),
                name="one_self_and_one_manager_per_subject",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="rater_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(relationship__in=Relationship.values), name="invitation_relationship_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "invited", "started", "answered", "declined"]),
                name="invitation_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(decline_reason="") | ~Q(state="declined") & Q(decline_reason=""),
                name="invitation_declined_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def as_whom(self) -> str:
        return Relationship(self.relationship).one

    @property
    def is_answered(self) -> bool:
        return self.state == self.State.ANSWERED

    @property
    def is_asked(self) -> bool:
        """Whether they were asked and have not declined."""
        return self.state not in (self.State.PROPOSED, self.State.DECLINED)


class Removal(models.Model):
    """A rater who was named and not approved, with the reason that the participant is given."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="removals")
    name = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="removals")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class RaterChange(models.Model):
    """A change of a rater: who took whose place, by whom and when. Rows are added, never changed.

    It is written whether or not the rater has answered, and reads the same.
    """

    class Action(models.TextChoices):
        MEND = "mend", "Details changed"
        REPLACE = "replace", "Somebody else asked"
        JOIN = "join", "Two addresses joined"
        AMEND = "amend", "Changed before they were asked"

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="rater_changes")
    action = models.CharField(max_length=10, choices=Action)
    relationship = models.CharField(max_length=20, choices=Relationship)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rater_changes")
    at = models.DateTimeField(default=timezone.now)
    from_name = models.CharField(max_length=200)
    from_email = models.EmailField()
    to_name = models.CharField(max_length=200)
    to_email = models.EmailField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=["mend", "replace", "join", "amend"]), name="rater_change_action_is_known"
            ),
            models.CheckConstraint(
                condition=Q(relationship__in=Relationship.values), name="rater_change_relationship_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.from_name}"


class Draft(models.Model):
    """The answers that a rater has given so far. It belongs to the invitation, and is deleted on submission.

    `ratings` maps a statement's number to a rating, or to null for "not able to observe".
    """

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, primary_key=True, related_name="draft")
    ratings = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    # The page load that saved last, and the number of its last request.
    saved_by = models.CharField(max_length=12, blank=True, db_default="")
    saved_count = models.PositiveIntegerField(db_default=0)


class Response(models.Model):
    """A rater's submitted answers, with a random key, the subject and the relationship."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="responses")
    relationship = models.CharField(max_length=20, choices=Relationship)
    ratings = ArrayField(models.PositiveSmallIntegerField(null=True, blank=True))
    comments = ArrayField(models.TextField(blank=True), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(relationship__in=Relationship.values), name="response_relationship_is_known"
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(relationship=Relationship.SELF), name="one_self_response"
            ),
        ]


class KnownAddressQuerySet(models.QuerySet["KnownAddress"]):
    def kept_for(self, emails: Iterable[str], organisation: Organisation) -> Mapping[str, str]:
        """Map each of these addresses that is known to be the same person's as another to that other one."""
        known = self.filter(organisation=organisation, address__in=list(emails))
        return dict(known.values_list("address", "same_as"))


class KnownAddress(models.Model):
    """A second address of the same person: a rater who is named by it is asked by the other one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="known_addresses")
    address = models.EmailField()
    same_as = models.EmailField()

    objects = KnownAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "known addresses"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "address"], name="known_address_once"),
            models.CheckConstraint(
                condition=Q(address=Lower("address"), same_as=Lower("same_as")), name="known_address_is_lower_case"
            ),
            models.CheckConstraint(condition=~Q(address=models.F("same_as")), name="known_address_is_another"),
        ]

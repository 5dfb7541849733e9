"""The outbox: emails that we owe, the personal links in them, and kinds of message that no list shows."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from people.models import Organisation, User

_unlisted_kinds: set[str] = set()


class MessageState(models.TextChoices):
    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"
    WITHDRAWN = "withdrawn", "No longer needed"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> Self:
        run = Organisation.objects.run_by(user)
        return self.filter(organisation__in=run).exclude(kind__in=hidden_kinds())

    def due(self, now: datetime | None = None) -> Self:
        """Keep messages that are due, or were claimed by a worker that has died since."""
        now = now or timezone.now()
        queued = Q(state=MessageState.QUEUED, due_at__lte=now)
        abandoned = Q(state=MessageState.SENDING, claimed_until__lt=now)
        return self.filter(queued | abandoned)

    def in_trouble(self) -> Self:
        """Keep messages that could not be sent, or are to be tried again. The newest come first."""
        put_off = Q(state=MessageState.QUEUED, attempts__gt=0)
        return self.filter(Q(state=MessageState.FAILED) | put_off).order_by("-pk")

    def counts(self) -> dict[str, int]:
        """Count messages that are sent, waiting and failed."""
        on_the_way = Q(state__in=[MessageState.QUEUED, MessageState.SENDING])
        return self.aggregate(
            sent=Count("pk", filter=Q(state=MessageState.SENT)),
            waiting=Count("pk", filter=on_the_way),
            failed=Count("pk", filter=Q(state=MessageState.FAILED)),
        )


class Message(models.Model):
    """An email that we owe. It holds ids, never a link or a code: those are made when it is sent."""

    # Used in addresses and headers, because the primary key would reveal how many messages there were in between.
    reference = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="outbox")
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=50)
    about = models.CharField(max_length=50, blank=True)
    to_name = models.CharField(max_length=200, blank=True)
    to_email = models.EmailField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENDING, claimed_until__isnull=False)
                | ~Q(state=MessageState.SENDING) & Q(claimed_until__isnull=True),
                name="message_claimed_only_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | ~Q(state=MessageState.SENT) & Q(sent_at__isnull=True),
                name="message_sent_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[MessageState.QUEUED, MessageState.SENDING]),
                name="message_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} to {self.to_email}"

    @property
    def what(self) -> str:
        """The kind in words, for example Rater invitation."""
        return self.kind.replace("_", " ").capitalize()


class PersonalLink(models.Model):
    """A link for one person without an account. Only a hash of its token is stored."""

    purpose = models.CharField(max_length=50)
    target = models.CharField(max_length=50)
    token_hash = models.BinaryField(max_length=32, unique=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "target"], name="personal_link_target")]


def hide_kind(kind: str) -> None:
    _unlisted_kinds.add(kind)


def hidden_kinds() -> frozenset[str]:
    return frozenset(_unlisted_kinds)

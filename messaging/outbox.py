"""The outbox of emails that we owe: each is a row in the transaction of its cause, told to a worker after commit."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from messaging.models import Message, MessageState
from messaging.tasks import deliver
from people.models import Organisation, Person


def owe(
    *,
    kind: str,
    key: str,
    organisation: Organisation,
    to_name: str,
    to_email: str,
    about: str = "",
    due_at: datetime | None = None,
) -> Message:
    """Owe a message once. A second call with the same key changes nothing and sends nothing."""
    now = timezone.now()
    message, new = Message.objects.get_or_create(
        key=key,
        defaults={
            "organisation": organisation,
            "kind": kind,
            "about": about,
            "to_name": to_name,
            "to_email": to_email,
            "due_at": due_at or now,
        },
    )
    if new and message.due_at <= now:
        deliver.delay_on_commit(message.pk)  # type: ignore[attr-defined]
    return message


def owe_person(*, kind: str, key: str, person: Person, about: str) -> Message:
    """Owe a message once to a person of the organisation."""
    return owe(
        kind=kind,
        key=key,
        organisation=person.organisation,
        to_name=person.name,
        to_email=person.email,
        about=about,
    )


def withdraw(*, key: str) -> None:
    """Cancel a message that has not been sent yet."""
    Message.objects.filter(key=key, state=MessageState.QUEUED).update(state=MessageState.WITHDRAWN)


@transaction.atomic
def send_again(*, message: Message) -> None:
    """Send again a message that failed or waits for its next try. Others stay as they are."""
    again = Message.objects.filter(pk=message.pk).in_trouble()
    if again.update(state=MessageState.QUEUED, attempts=0, due_at=timezone.now(), error=""):
        deliver.delay_on_commit(message.pk)  # type: ignore[attr-defined]

from django.conf import settings
from django.urls import reverse

from cohorts.models import Enrolment
from messaging.letters import Letter, writes
from messaging.models import Message


@writes("welcome")
def welcome(message: Message) -> Letter | None:
    """Write to somebody who was enrolled, unless they have been withdrawn since."""
    found = Enrolment.objects.filter(pk=message.about).select_related("person__user", "cohort__programme").first()
    if found is None:
        return None
    cohort = found.cohort
    return Letter(
        subject=f"Your place on {cohort.programme.name}",
        greeting=f"Dear {found.person.name},",
        paragraphs=[
            # The letter names no dates: drafted ones may change until they are released.
            f"You have a place on {cohort.programme.name}, in {cohort.name}. "
            "We email you your dates, and each change to them.",
            "Sign in to see your sessions and what comes next. You do not need a password: "
            f"give your email address, {found.person.email}, and we will send you a code.",
        ],
        action="Sign in",
        url=settings.BASE_URL + reverse("home"),
    )

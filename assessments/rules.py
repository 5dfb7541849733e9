"""Rules about one subject: whose 360 it is, and who coaches it. Nobody administers their own."""

from django.core.exceptions import ValidationError

from assessments.models import Subject
from people.models import User

OWN = "This is your own 360: another administrator has to do this."


def is_subject(user: User, subject: Subject) -> bool:
    """Whether the account belongs to the participant about whom the round asks."""
    return subject.enrolment.person.user_id == user.pk


def is_coach(user: User, subject: Subject) -> bool:
    """Whether the account belongs to the coach who debriefs the participant, and still holds a role that may."""
    return Subject.objects.coached_by(user).filter(pk=subject.pk).exists()


def refuse_own(user: User, subject: Subject) -> None:
    """Refuse administrators who would run their own 360. Raises ValidationError."""
    if is_subject(user, subject):
        raise ValidationError(OWN)

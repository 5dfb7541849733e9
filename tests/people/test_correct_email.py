"""A command corrects the address with which somebody signs in."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from people.models import Person


def test_who_signed_in_with_the_wrong_address_does_so_with_the_right_one_alone(participant: Person) -> None:
    wrong = participant.email
    EmailAddress.objects.create(user=participant.user, email=wrong, verified=True)
    call_command("correct_email", email=wrong.upper(), right="Pat.Right@trust.example")
    participant.user.refresh_from_db()
    assert participant.email == "pat.right@trust.example"
    assert not EmailAddress.objects.filter(email=wrong).exists()


@pytest.mark.parametrize(
    ("email", "right", "says"),
    [
        ("nobody@trust.example", "new@trust.example", "Nobody signs in with nobody@trust.example."),
        ("", "none", "Enter a valid email address."),
        ("", "coach", "User with this Email already exists."),
    ],
)
def test_nothing_is_changed_that_cannot_be(
    participant: Person, coach: Person, email: str, right: str, says: str
) -> None:
    before = participant.email
    with pytest.raises(CommandError, match=says):
        call_command("correct_email", email=email or before, right=coach.email if right == "coach" else right)
    participant.user.refresh_from_db()
    assert participant.email == before

"""A personal link opens one thing, for one purpose, until it is void; the database cannot give it back."""

import base64

import pytest

from messaging import links
from messaging.models import PersonalLink

pytestmark = pytest.mark.django_db


def test_it_opens_its_target() -> None:
    token = links.make(purpose="rater", target="7")

    assert links.target_of(token, purpose="rater") == "7"


def test_it_opens_nothing_for_another_purpose() -> None:
    token = links.make(purpose="rater", target="7")

    assert links.target_of(token, purpose="evaluation") is None


def test_it_holds_256_random_bits_and_only_a_hash_is_stored() -> None:
    token = links.make(purpose="rater", target="7")

    assert len(base64.urlsafe_b64decode(token + "=")) == 32
    [row] = PersonalLink.objects.values_list()
    assert token.encode() not in b" ".join(bytes(str(value), "utf-8") for value in row)


def test_a_reminder_makes_a_second_link_and_the_first_still_works() -> None:
    first, second = (links.make(purpose="rater", target="7") for _ in range(2))

    assert first != second
    assert links.target_of(first, purpose="rater") == links.target_of(second, purpose="rater") == "7"


def test_void_links_open_nothing_and_others_go_on() -> None:
    gone, kept = links.make(purpose="rater", target="7"), links.make(purpose="rater", target="8")

    links.void(purpose="rater", target="7")

    assert links.target_of(gone, purpose="rater") is None
    assert links.target_of(kept, purpose="rater") == "8"


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "\x00", "a" * 5000])
def test_rubbish_opens_nothing(token: str) -> None:
    assert links.target_of(token, purpose="rater") is None

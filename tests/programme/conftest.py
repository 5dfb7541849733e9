"""Fixtures of sign-in, the demonstration and the home pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import clear_url_caches, set_urlconf
from pytest_django import Settings

from people.accounts import get_or_make_person
from people.models import Organisation
from programme.demonstration.accounts import DEMO_ACCOUNTS


@pytest.fixture(autouse=True)
def forgotten_attempts() -> Iterator[None]:
    """Attempts to sign in are counted in Redis, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def demonstration(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Demonstration mode as `make run` starts it, with a mailbox of its own."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.programme.demonstration_urls"
    settings.MAILBOX_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["*"]
    set_urlconf(None)
    clear_url_caches()
    yield tmp_path
    clear_url_caches()


@pytest.fixture
def demo_organisation(trust: Organisation) -> Organisation:
    for account in DEMO_ACCOUNTS:
        get_or_make_person(organisation=trust, email=account.email, name=account.label)
    return trust


@pytest.fixture
def visitor() -> Client:
    """Somebody who is not signed in, on this machine."""
    return Client(headers={"host": "127.0.0.1:8000"})

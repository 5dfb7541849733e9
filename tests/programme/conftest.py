"""Fixtures of sign-in, the demonstration and the home pages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import clear_url_caches, set_urlconf
from pytest_django import Settings

from people.models import Organisation
from people.organising import know_person
from programme.demonstration.accounts import DEMO_ACCOUNTS

# The browser's driver runs a loop in the tests' own thread, in which Django would otherwise refuse to use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


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
    settings.ROOT_URLCONF = "tests.programme.demonstration.urls"
    settings.MAILBOX_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["*"]
    set_urlconf(None)
    clear_url_caches()
    yield tmp_path
    clear_url_caches()


@pytest.fixture
def demo_organisation(trust: Organisation) -> Organisation:
    for account in DEMO_ACCOUNTS:
        know_person(organisation=trust, email=account.email, name=account.label)
    return trust


@pytest.fixture
def visitor() -> Client:
    """Somebody who is not signed in, on this machine."""
    return Client(headers={"host": "127.0.0.1:8000"})

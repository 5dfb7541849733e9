"""A kind of document of our own, with a page that is quickly made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from people.models import Organisation, Role
from reports import kinds
from reports.documents import owe
from reports.models import Document

PAGE = """{% extends "reports/document.html" %}{% block heading %}{{ heading }}{% endblock %}
{% block content %}<h2>A part</h2><p>{{ words }}</p>{% if address %}<img src="{{ address }}" alt="Picture">{% endif %}
{% endblock %}"""


@pytest.fixture(autouse=True)
def kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The kind "test_page", whose content is a heading, words and perhaps the address of a picture."""
    folder: Path = tmp_path_factory.mktemp("templates")
    (folder / "test_page.html").write_text(PAGE)
    kinds.register("test_page", template="test_page.html", context=lambda content: content)
    with override_settings(TEMPLATES=[_with_folder(folder)]):
        yield "test_page"
    del kinds._kinds["test_page"]


def _with_folder(folder: Path) -> dict[str, object]:
    from django.conf import settings

    engine: dict[str, object] = settings.TEMPLATES[0]
    return engine | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], folder]}


def owe_page(trust: Organisation, key: str = "page:1", *, words: str = "Some words.", address: str = "") -> Document:
    return owe(
        kind="test_page",
        key=key,
        organisation=trust,
        title="A page",
        content={"heading": "A page", "words": words, "address": address},
        readers=[Role.ADMINISTRATOR],
    )


@pytest.fixture
def owed(trust: Organisation) -> Document:
    return owe_page(trust)

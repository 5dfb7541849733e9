"""No block of a template uses a variable that another block sets: it would be empty there, without an error."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.TEMPLATES[0]["DIRS"][0])
BLOCK = re.compile(r"\{% block \w+ %\}(.*?)\{% endblock(?: \w+)? %\}", re.DOTALL)
SET = re.compile(r"\bas (\w+) %\}")
# A value, or what stands after the name of a tag.
SAID = re.compile(r"\{\{(.*?)\}\}|\{%\s*\w+(.*?)%\}")
# Words of ours, and names that are given to something.
NOT_USED = re.compile(r"\"[^\"]*\"|\b\w+=")


def lost_names(template: str) -> Iterator[str]:
    """Names that a block uses and another alone has set."""
    blocks = BLOCK.findall(template)
    known = [set(SET.findall(block)) for block in blocks]
    everywhere = set(SET.findall(BLOCK.sub("", template)))
    for place, block in enumerate(blocks):
        elsewhere = {name for other, names in enumerate(known) if other != place for name in names}
        said = " ".join(" ".join(found) for found in SAID.findall(block))
        used = set(re.findall(r"\w+", NOT_USED.sub("", said)))
        yield from (elsewhere - known[place] - everywhere) & used


def test_no_block_uses_what_another_has_set() -> None:
    templates = sorted(FOLDER.rglob("*.html"))
    lost = [f"{path.relative_to(FOLDER)}: {name}" for path in templates for name in lost_names(path.read_text())]

    assert len(templates) > 100
    assert lost == []


def test_such_a_name_would_be_found() -> None:
    way_back = '{% block a %}{% url "home" as back %}{% include "x.html" with url=back %}{% endblock %}'
    assert list(lost_names(way_back + '{% block b %}<a href="{{ back }}">Cancel</a>{% endblock b %}')) == ["back"]
    assert list(lost_names(way_back + '{% block b %}{% include "back.html" %}{% endblock %}')) == []

"""Which pages a package names that are not of a package below it."""

from pathlib import Path

import pytest

from deploy.links import KNOWN, Link, layers_of, links_upward, page_names, problems, read_stack

LINTER = """
[tool.importlinter]
root_packages = ["top", "left", "right", "bottom"]

[[tool.importlinter.contracts]]
name = "Inside of one package"
type = "layers"
layers = ["top.views", "top.models"]

[[tool.importlinter.contracts]]
name = "One stack"
type = "layers"
layers = ["top", "left | right", "bottom"]
"""
FILES = {
    "top/urls.py": 'urlpatterns = [path("", home, name="home"), path("top/", top, name="top_page")]',
    "left/raters/urls.py": 'urlpatterns = [path("left/", left, name="left_page")]',
    "right/urls.py": 'urlpatterns = [path("right/", right, name="right_page")]',
    "bottom/urls.py": 'urlpatterns = [path("bottom/", bottom, name="bottom_page")]',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "pyproject.toml", LINTER)
    for name, text in FILES.items():
        write(tmp_path, name, text)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def found(root: Path) -> list[tuple[str, str]]:
    return [(link.file, link.name) for link in links_upward(read_stack(root))]


def test_every_link_upward_of_ours_is_known_and_none_is_known_that_is_no_more() -> None:
    links = links_upward(read_stack())

    assert problems(links) == []
    assert {(link.package, link.name) for link in links} == KNOWN
    assert len(KNOWN) <= 8


def test_the_layers_are_those_of_the_contract_of_the_whole_stack(root: Path) -> None:
    assert layers_of(root) == {"bottom": 0, "left": 1, "right": 1, "top": 2}


def test_without_such_a_contract_nothing_is_checked_in_silence(root: Path) -> None:
    write(root, "pyproject.toml", LINTER.replace('"bottom"]\n\n', '"bottom", "new"]\n\n', 1))

    with pytest.raises(LookupError):
        layers_of(root)


def test_a_page_is_of_the_package_that_names_it_in_any_of_its_folders(root: Path) -> None:
    assert list(page_names(root / "left")) == ["left_page"]


def test_links_down_and_home_and_within_a_package_are_free(root: Path) -> None:
    write(root, "top/views.py", 'redirect("left_page")\nreverse("top_page")')
    write(root, "templates/left/page.html", '{% url "bottom_page" %}{% url "left_page" %}{% url "home" %}')
    write(root, "templates/top/page.html", '{% include "left/page.html" %}')

    assert found(root) == []


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("bottom/views.py", 'def view():\n    return redirect("left_page", pk=1)', "left_page"),
        ("bottom/letters.py", 'url = reverse("top_page")', "top_page"),
        ("bottom/steps.py", 'VIEW = "top_page"\nurl = reverse(VIEW)', "top_page"),
        ("left/views.py", 'url = reverse("right_page")', "right_page"),
        ("templates/bottom/raters/page.html", '<a href="{% url "left_page" 1 as x %}">', "left_page"),
        ("templates/bottom/page.html", "{% url 'top_page' %}", "top_page"),
        ("templates/right/letter.txt", '{% url "left_page" %}', "left_page"),
        ("templates/bottom/page.html", '{% include "left/raters/row.html" %}', "left/raters/row.html"),
        ("bottom/views.py", 'render(request, "top/page.html")', "top/page.html"),
    ],
)
def test_a_link_upward_or_to_the_side_is_found(root: Path, file: str, text: str, name: str) -> None:
    write(root, file, text)

    assert found(root) == [(file, name)]


def test_a_single_word_in_code_is_a_page_only_where_one_is_asked_for(root: Path) -> None:
    write(root, "top/urls.py", 'urlpatterns = [path("session/", session, name="session")]')
    write(root, "bottom/models.py", 'fields = ["session"]\nself.values("session")')
    assert found(root) == []

    write(root, "bottom/models.py", 'shortcuts.redirect("session")')
    assert found(root) == [("bottom/models.py", "session")]


def test_one_that_nobody_has_allowed_is_said_and_so_is_one_that_is_allowed_in_vain() -> None:
    allowed = [Link(package, "some.html", name) for package, name in sorted(KNOWN)]
    new = Link("cohorts", "templates/cohorts/cohorts/cohort.html", "evaluate")

    assert problems(allowed) == []
    assert problems([*allowed, new]) == [
        "templates/cohorts/cohorts/cohort.html names evaluate, which is not below cohorts",
    ]
    assert problems(allowed[1:]) == [
        f"{allowed[0].package} does not name {allowed[0].name} any more: take it out of KNOWN"
    ]

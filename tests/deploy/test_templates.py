from pathlib import Path

from deploy.templates import long_lines, main


def test_a_line_of_a_template_that_is_too_long_is_named_with_its_place(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<p>\n{'a' * 120}\n{'ü' * 121}\n</p>\n")
    assert list(long_lines(page)) == [f"{page}:3: 121 characters, where 120 may stand."]


def test_our_templates_are_in_order() -> None:
    assert main(["--check"]) == 0

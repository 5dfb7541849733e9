import json
from pathlib import Path

from pytest_django import Settings

from programme.assets import Assets


def is_called(folder: Path, name: str) -> None:
    written = {"paths": {"js/cadre.js": name}, "version": "1.1", "hash": ""}
    (folder / "staticfiles.json").write_text(json.dumps(written))


def test_a_script_is_found_under_the_name_that_it_was_collected_by(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    is_called(tmp_path, "js/cadre.0123.js")
    assets = Assets()

    assert [assets.url("js/cadre.js"), assets.url("js/cadre.js")] == ["/static/js/cadre.0123.js"] * 2


def test_a_process_that_starts_later_finds_it_under_its_new_name(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    is_called(tmp_path, "js/cadre.0123.js")
    Assets().url("js/cadre.js")
    is_called(tmp_path, "js/cadre.4567.js")

    assert Assets().url("js/cadre.js") == "/static/js/cadre.4567.js"

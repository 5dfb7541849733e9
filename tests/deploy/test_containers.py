"""The rights and networks of the containers in docker-compose.yml."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
NETWORKS: dict[str, Any] = yaml.safe_load(TEXT)["networks"]


def reached_by(*names: str) -> set[str]:
    return {network for name in names for network in SERVICES[name]["networks"]}


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_may_become_more_than_it_is(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", ["valkey", "database"])
def test_the_stores_are_out_of_reach_of_the_proxy_the_mail_catcher_and_the_world(name: str) -> None:
    assert not reached_by(name) & reached_by("proxy", "mail")
    assert all(NETWORKS[network] == {"internal": True} for network in reached_by(name))


def test_services_reach_the_stores_that_they_need() -> None:
    for name in ("web", "worker", "beat"):
        assert reached_by("valkey", "database") <= reached_by(name)
    assert reached_by("database") <= reached_by("migrate")
    assert reached_by("proxy") <= reached_by("web")
    assert reached_by("mail") <= reached_by("web") & reached_by("worker")


def test_valkey_asks_for_a_password_and_cadre_gives_it() -> None:
    assert '--requirepass "$$VALKEY_PASSWORD"' in SERVICES["valkey"]["command"][-1]
    assert re.match(r"redis://:\$\{VALKEY_PASSWORD:\?[^}]+\}@valkey:", SERVICES["web"]["environment"]["REDIS_URL"])


def test_every_secret_is_asked_for_and_none_is_given() -> None:
    lines = (ROOT / "deploy" / "example.env").read_text().splitlines()
    empty = {line.removesuffix("=") for line in lines if line.endswith("=")}

    assert empty == {"SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}
    assert set(re.findall(r"\$\{(\w+):\?", TEXT)) == empty


def test_the_database_writes_no_statement_and_no_values_into_its_log() -> None:
    assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= set(SERVICES["database"]["command"])


def test_the_proxy_writes_nothing_of_a_request_into_its_log() -> None:
    """Of one that fails it would write the address, personal link and all, and whose computer asked."""
    proxy = (ROOT / "deploy" / "Caddyfile").read_text()

    assert re.search(r"log \{\s+format filter \{\s+wrap json\s+fields \{\s+request delete\s", proxy)


def test_the_proxy_takes_no_more_than_cadre_does() -> None:
    from programme.middleware import MOST_BYTES

    assert f"max_size {MOST_BYTES // 1_000_000}MB" in (ROOT / "deploy" / "Caddyfile").read_text()

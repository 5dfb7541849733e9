"""Means of fewer than three people are shown nowhere, nor are spreads of fewer than five."""

import json
import uuid
from io import BytesIO

import pytest
from pypdf import PdfReader

from cohorts.models import Cohort
from evaluations.executive_report import collect_content, issue
from people.models import Person
from reports.rendering import make
from scheduling.models import Session
from tests import cast
from tests.conftest import ClientFor
from tests.evaluations.conftest import Gives


@pytest.fixture
def few(launch: Session, coaching: Session, gives: Gives) -> Session:
    """Ten people about coaching, all Good; two about the launch, both Poor, with words that would give them away."""
    gives(coaching, *[4] * 10, learned="Asking")
    gives(launch, 1, 1, learned="Telltale")
    return launch


def everything(client_for: ClientFor, cohort: Cohort, *readers: Person) -> list[str]:
    """Every surface on which the evaluation is shown, as text."""
    document = issue(cohort=cohort, request_key=uuid.uuid4()).document
    make(document.pk)
    document.refresh_from_db()
    with document.file.open() as file:
        pdf = PdfReader(BytesIO(file.read()))
    pages = [client_for(reader).get(f"/cohorts/{cohort.pk}/evaluation/").content.decode() for reader in readers]
    pages.append(client_for(readers[0]).get(f"/cohorts/{cohort.pk}/evaluation/issue/").content.decode())
    return [*pages, " ".join(page.extract_text() for page in pdf.pages), json.dumps(document.content)]


def test_two_people_are_withheld_everywhere(
    client_for: ClientFor, cohort: Cohort, few: Session, administrator: Person, executive: Person
) -> None:
    for text in everything(client_for, cohort, administrator, executive):
        assert "fewer than 3" in text
        assert "2 of 10" in text
        assert "Telltale" not in text
        # With the two 1s: mean (40 + 2) / 12 = 3.5.
        assert "3.5" not in text


def test_two_people_have_no_figure_in_the_frozen_content(cohort: Cohort, few: Session) -> None:
    launch, coaching = collect_content(cohort)["elements"]
    overall = collect_content(cohort)["overall"]

    assert (launch["name"], launch["mean"], launch["spread"], launch["counts"]) == ("Launch", "", "", [])
    assert launch["quotes"] == []
    assert (coaching["mean"], coaching["counts"], len(coaching["quotes"])) == ("4.0", [0, 0, 0, 10, 0], 10)
    assert (overall["mean"], overall["answered"], overall["counts"]) == ("4.0", "10 of 10", [0, 0, 0, 10, 0])
    assert overall["elements"] == "1 of 2"


def test_four_people_have_a_mean_and_words_but_no_spread_anywhere(
    client_for: ClientFor, launch: Session, coaching: Session, gives: Gives, administrator: Person
) -> None:
    cohort = launch.cohort
    gives(coaching, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5)
    # 1 1 4 4: mean 2.5, spread root of (4 x 2.25 / 3) = 1.732.
    gives(launch, 1, 1, 4, 4, learned="Said by")
    content = collect_content(cohort)

    assert content["elements"][0] | {"quotes": []} == {
        "key": "launch",
        "name": "Launch",
        "practice": "",
        "n": 4,
        "of": 10,
        "answered": "4 of 10",
        "mean": "2.5",
        "mean_withheld": "",
        "spread": "",
        "spread_withheld": "Withheld: fewer than 5 people answered",
        "counts": [],
        "quotes": [],
    }
    assert (content["overall"]["mean"], content["overall"]["spread"], content["overall"]["counts"]) == ("3.9", "", [])
    for text in everything(client_for, cohort, administrator):
        assert "1.7" not in text
        assert "2 Poor" not in text


def test_many_answers_of_two_people_are_withheld(
    cohort: Cohort, coaching: Session, gives: Gives, to_come: Session
) -> None:
    gives(coaching, 1, 1)
    cast.put_off(to_come, coaching.starts_at)
    gives(to_come, 1, 1, learned="Telltale")

    element = collect_content(cohort)["elements"][0]

    assert (element["answered"], element["mean"], element["quotes"]) == ("4 of 4", "", [])

import json
from collections import Counter

import pytest

from assessments.instruments.files import read_file
from assessments.instruments.importing import OWN, import_instrument, own_instrument
from assessments.models import Instrument, Statement
from cohorts.models import Practice
from tests import cast
from tests.assessments.open_rounds import all_at_once
from tests.assessments.questionnaire_files import spec_of


def test_there_are_six_statements_for_each_practice(db: None) -> None:
    practices = Counter(own_instrument().statements.values_list("practice", flat=True))

    assert practices == dict.fromkeys(Practice.values, 6)


def test_the_practices_take_turns(db: None) -> None:
    statements = own_instrument().statements

    def numbers(practice: Practice) -> list[int]:
        return list(statements.filter(practice=practice).values_list("number", flat=True))

    assert numbers(Practice.MODEL) == [1, 6, 11, 16, 21, 26]
    assert numbers(Practice.INSPIRE) == [2, 7, 12, 17, 22, 27]
    assert numbers(Practice.CHALLENGE) == [3, 8, 13, 18, 23, 28]
    assert numbers(Practice.ENABLE) == [4, 9, 14, 19, 24, 29]
    assert numbers(Practice.ENCOURAGE) == [5, 10, 15, 20, 25, 30]


def test_no_statement_is_asked_twice_and_each_starts_with_a_verb(db: None) -> None:
    texts = list(own_instrument().statements.values_list("text", flat=True))

    assert len(set(texts)) == 30
    assert all(text.split()[0].endswith("s") for text in texts)


def test_every_number_of_the_scale_has_its_words(db: None) -> None:
    instrument = own_instrument()

    assert (instrument.lowest, instrument.highest) == (1, 10)
    assert list(instrument.labels) == [str(number) for number in range(1, 11)]
    assert len(set(instrument.labels.values())) == 10
    assert len(instrument.questions) == 3


def test_it_is_stored_as_its_file_says(db: None) -> None:
    written, instrument = json.loads(OWN.read_text(encoding="utf-8")), own_instrument()

    assert (instrument.name, instrument.version) == (written["name"], written["version"])
    assert instrument.may_be_unobserved is True
    assert instrument.labels == {str(each["number"]): each["label"] for each in written["scale"]}
    assert list(instrument.statements.values("number", "practice", "text")) == written["statements"]
    assert instrument.questions == written["questions"]


def test_its_file_can_be_imported_like_any_other(db: None) -> None:
    with OWN.open("rb") as file:
        imported = import_instrument(organisation=cast.trust(), spec=spec_of(read_file(file, OWN.name).text))

    own = own_instrument()
    assert (imported.labels, imported.questions) == (own.labels, own.questions)
    assert list(imported.statements.values_list("number", "practice", "text")) == list(
        own.statements.values_list("number", "practice", "text")
    )


def test_it_is_stored_once(db: None) -> None:
    assert own_instrument() == own_instrument()
    assert Statement.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_it_is_stored_once_when_asked_for_by_several_at_once() -> None:
    found = all_at_once(8, lambda _: own_instrument().pk)

    assert len(set(found)) == 1
    assert Instrument.objects.count() == 1
    assert Statement.objects.count() == 30

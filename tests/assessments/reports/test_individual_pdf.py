"""The individual report as a reader, and a screen reader, gets it."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from assessments.models import Relationship, Release, Round, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from reports.kinds import html_of
from reports.models import Document, DocumentState
from reports.rendering import make
from tests.assessments.closed_rounds import answered, debriefed, full_round, invite, open_round, subject


def closed(about: Subject) -> Document:
    """Close the subject's round and make their report."""
    closing.close(round=about.round)
    document = Document.objects.get(release__subject=about)
    make(document.pk)
    document.refresh_from_db()
    return document


def pdf_bytes(document: Document) -> bytes:
    with document.file.open("rb") as file:
        return bytes(file.read())


def text_of(document: Document) -> str:
    pages = PdfReader(io.BytesIO(pdf_bytes(document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def report(cohort: Cohort) -> Document:
    return closed(full_round(cohort).subjects.get())


@pytest.fixture
def tagged(report: Document) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf_bytes(report))) as pdf:
        yield pdf


def tags(pdf: pikepdf.Pdf) -> list[Any]:
    found, waiting = [], list(pdf.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop(0)
        if isinstance(element, pikepdf.Dictionary):
            found.append(element)
            waiting[:0] = list(element.K) if "/K" in element else []
    return found


def tagged_as(pdf: pikepdf.Pdf, name: str) -> list[Any]:
    return [element for element in tags(pdf) if element.get("/S") == name]


def test_it_says_whose_report_it_is(report: Document) -> None:
    text = text_of(report)
    for words in ("Pat Participant", "Leading for Change", "Cohort 1", "Fenmoor Trust", "Baseline round, closed"):
        assert words in text
    assert "Report no. 1" in text
    assert "Not affiliated with or endorsed by the publishers of the Leadership Practices Inventory." in text


def test_its_figures_are_those_of_the_frozen_result(report: Document) -> None:
    # Direct reports 5, 6, 6, 7: mean 6, score 36. Co-workers 4, 6, 8: the same. With the manager's 7 all raters are
    # 49 over eight: 6.125, written 6.1; six times 6.125 is 36.75, written 36.8. Self is 48, so 11.2 higher.
    text = text_of(report)
    assert "Practice Self, n 1 Manager, n 1 Direct reports, n 4 Co-workers, n 3 All raters, n 8" in text
    assert "Model the Way 48.0; 8.0 42.0; 7.0 36.0; 6.0 36.0; 6.0 36.8; 6.1" in text
    # Raters differ by 7 points: 1.96 x 7 / sqrt(8) = 4.85, in whole points 5. So from 31.8 to 41.8, outwards 31 to 42.
    assert "Model the Way 48.0 36.8 31 to 42 11.2 higher You see more of it than others do" in text


def test_it_says_in_plain_words_how_sure_it_is(report: Document) -> None:
    # 1.96 x 7 / sqrt(3) = 7.92 and / sqrt(4) = 6.86. Reliabilities by Spearman-Brown from .189: .41, .48 and .65.
    text = text_of(report)
    assert "Eight people answered besides you: treat differences under 5 points as noise." in text
    assert "Three co-workers: differences under 8 points are noise (reliability 0.41, rough)" in text
    assert "Four direct reports: differences under 7 points are noise (reliability 0.48, rough)" in text
    assert "All eight raters together: differences under 5 points are noise (reliability 0.65, fair)" in text
    # The usual gap is .32 x 7 / sqrt(1 - .189) = 2.49 points.
    assert "by about 2 to 3 points here" in text
    # Seven colleagues: 4 5 6 6 6 7 8, whose variance is 10 / 6; 1 - (10 / 6) / 8.25 = .798, in whole tenths 0.7.
    assert "Model the Way: strong (0.7, n 7)" in text


def test_it_has_every_statement_and_every_comment(report: Document) -> None:
    text = text_of(report)
    for statement in Release.objects.get().subject.round.questionnaire.statements.all():
        assert text.count(f"{statement.number}. {statement.text}") >= 2
    assert Counter(text.split()).get("quickly.") == 9
    assert "Your manager Calm under pressure." in text


def test_a_full_report_has_at_most_sixteen_pages(cohort: Cohort) -> None:
    """A manager, three groups, and twelve comments of 200 characters to each question; no two ratings alike."""
    about = subject(open_round(cohort))
    comment = ("Explains why the rota changes. " * 7)[:200]
    answered(about, Relationship.SELF, 8)
    for group, levels in {
        "manager": [7],
        "direct_report": [5, 6, 6, 7],
        "co_worker": [4, 6, 8, 9],
        "other": [6, 7, 8],
    }.items():
        answered(about, group, *levels, comment=comment, differing={3: None, 8: 10, 14: 2})
    text = text_of(closed(about))
    assert text.count("Explains why the rota changes. Explains") == 12 * 3 * 3
    assert int(text.split(" of ")[-1].split()[0]) <= 16


def test_it_claims_what_pdf_ua_asks(tagged: pikepdf.Pdf) -> None:
    root = tagged.Root
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert str(root.Lang) == "en-GB"
    assert str(tagged.docinfo["/Title"]) == "360 report: Pat Participant (no. 1)"
    assert b'pdfuaid:part="1"' in root.Metadata.read_bytes()


def test_every_chart_has_words_in_its_place(tagged: pikepdf.Pdf) -> None:
    figures = [str(figure.Alt) for figure in tagged_as(tagged, "/Figure")]
    assert len(figures) == 2
    assert all("has the same figures." in words for words in figures)


def test_every_header_says_what_it_heads(tagged: pikepdf.Pdf) -> None:
    scopes = Counter(str(header.A.Scope) for header in tagged_as(tagged, "/TH"))
    # Turnout, practices, compared, and the statements in five groups, whose head stands on two pages: rows are
    # 4 + 5 + 5 + 5 + 30.
    assert scopes == {"/Row": 49, "/Column": 3 + 6 + 6 + 2 * 6}
    assert all(len(cell.A.Headers) == 2 for cell in tagged_as(tagged, "/TD"))


def test_its_headings_are_in_order(tagged: pikepdf.Pdf) -> None:
    levels = [
        int(str(element.S)[2]) for element in tags(tagged) if str(element.get("/S")) in ("/H1", "/H2", "/H3", "/H4")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_rater_group_of_two_is_in_nothing(cohort: Cohort) -> None:
    """Two reports of people who were asked and answered alike, but for a pair of others about the second."""
    made = open_round(cohort)
    one, two = subject(made, "Sam Same"), subject(made, "Sam  Same")
    for each in (one, two):
        answered(each, Relationship.SELF, 8)
        answered(each, Relationship.MANAGER, 7)
        answered(each, Relationship.CO_WORKER, 5, 6, 7, 7, comment="Said by co-workers.")
    for _ in range(2):
        invite(one, Relationship.OTHER)
    answered(two, Relationship.OTHER, 1, 10, comment="Said by the two.", differing={4: 1, 9: None, 12: 10})

    without = closed(one)
    with_two = Document.objects.get(release__subject=two)
    make(with_two.pk)
    with_two.refresh_from_db()

    assert two.releases.get().result == one.releases.get().result
    frozen = json.dumps([two.releases.get().result, with_two.content])
    text = text_of(with_two)
    for surface in (frozen, text):
        assert "Said by co-workers." in surface
        assert "Said by the two." not in surface
        assert '"other": {' not in surface
    assert pages_of(with_two) == pages_of(without)
    assert "Others Fewer than 3 (2 asked) Not shown: fewer than 3 answers" in text


def pages_of(document: Document) -> str:
    """The HTML of which the PDF is made, charts and all, under one name and number."""
    content = document.content | {"name": "Sam Same"}
    return html_of(document.kind, content=content, title="A report", number=1)


def test_a_report_without_self_is_made(cohort: Cohort) -> None:
    about = subject(open_round(cohort))
    answered(about, Relationship.CO_WORKER, 5, 6, 7)
    assert "Model the Way Not rated 36.0 28 to 44 – –" in text_of(closed(about))


def test_a_withheld_cell_is_named(cohort: Cohort) -> None:
    about = subject(open_round(cohort))
    answered(about, Relationship.CO_WORKER, 5, 6)
    answered(about, Relationship.CO_WORKER, 7, differing={7: None})
    text = text_of(closed(about))
    assert "Co-workers: statements 7" in text
    assert "Not shown" in text


def test_long_comments_in_any_script_are_shown_whole(cohort: Cohort) -> None:
    about = subject(open_round(cohort))
    comment = "Vždy nás vyslechne – a to i v noci. Σωστά! " + "word " * 800 + "x" * 300
    answered(about, Relationship.MANAGER, 7, comment=comment)
    text = text_of(closed(about))
    assert "Vždy nás vyslechne – a to i v noci. Σωστά!" in text
    assert text.count("word") == 2400


@pytest.mark.parametrize("odd", ["\x01\x0b\x0c\x1f\x7f\x85", "\ufffe\uffff", "\u202eback\u202c", "]]> -->", "\r\r\n\t"])
def test_odd_characters_do_not_spoil_a_report(cohort: Cohort, odd: str) -> None:
    about = subject(open_round(cohort))
    answered(about, Relationship.MANAGER, 7, comment=f"Before {odd} after")
    text = text_of(closed(about))
    assert "Before" in text
    assert "after" in text


def test_characters_that_no_font_has_do_not_stop_a_report(cohort: Cohort) -> None:
    about = subject(open_round(cohort))
    answered(about, Relationship.MANAGER, 7, comment="👏🏽 \U000e0001 \uf8ff")
    assert closed(about).state == DocumentState.READY


@pytest.mark.parametrize(
    ("groups", "holds"),
    [
        ({"self": [8]}, "your own ratings alone"),
        ({"manager": [7]}, "your manager’s ratings alone"),
        ({"self": [8], "manager": [7], "direct_report": [5, 6]}, "your own ratings and your manager’s alone"),
    ],
)
def test_a_report_in_which_nobody_else_is_shown_says_so_once(
    groups: dict[str, list[int]], holds: str, cohort: Cohort
) -> None:
    about = subject(open_round(cohort))
    for group, levels in groups.items():
        answered(about, group, *levels)

    document = closed(about)

    text = text_of(document)
    # Cover, practices, comments, and two pages for all statements and what stands about the report.
    assert len(PdfReader(io.BytesIO(pdf_bytes(document))).pages) <= 5
    assert f"Too few others answered for their ratings to be shown: this report holds {holds}." in text
    assert "All raters" not in text.replace("All raters leaves your own ratings out", "")
    for left_out in ("How you see yourself", "All statements in order", "Not shown, because"):
        assert left_out not in text
    assert ("How sure these figures are" in text) == ("manager" in groups)


def reassessed(about: Subject) -> Subject:
    debriefed(about.round)
    return Subject.objects.create(
        round=open_round(about.round.cohort, kind=Round.Kind.REASSESSMENT), enrolment=about.enrolment
    )


def test_a_reassessment_without_others_tells_no_change_and_draws_none(cohort: Cohort) -> None:
    about = subject(open_round(cohort))
    answered(about, Relationship.SELF, 7)
    closed(about)
    again = reassessed(about)
    answered(again, Relationship.SELF, 8)

    document = closed(again)

    assert "No change can be told: too few others answered, at the baseline or now." in text_of(document)
    # 8 in place of 7 on six statements.
    assert "Cannot be said 6.0 higher" in text_of(document)
    assert "No reliable change means" not in text_of(document)
    page = html_of(document.kind, content=document.content, title=document.title, number=document.number)
    assert "at the baseline (circle)" not in page


def test_what_a_table_is_called_stands_on_the_page_of_the_table(cohort: Cohort) -> None:
    """The first page of a reassessment has room for the title of its table, and for none of its rows."""
    about = full_round(cohort).subjects.get()
    closed(about)
    again = reassessed(about)
    answered(again, Relationship.SELF, 8)
    answered(again, Relationship.DIRECT_REPORT, 6, 7, 7, 8)
    pages = PdfReader(io.BytesIO(pdf_bytes(closed(again)))).pages
    title = "Score of all raters on each practice"
    [at] = [number for number, page in enumerate(pages) if title in page.extract_text()]
    assert "Reliable" in pages[at].extract_text().split(title)[1]

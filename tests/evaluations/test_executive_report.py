"""The evaluation report as a tagged PDF, opened and read back."""

import uuid
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from cohorts.models import Cohort
from evaluations.executive_report import collect_content, issue
from evaluations.models import Evaluation
from people.models import Person
from reports.models import Document
from reports.rendering import make
from scheduling.models import Session
from tests.conftest import ClientFor
from tests.evaluations.conftest import Gives
from tests.reading import read


@pytest.fixture
def report(cohort: Cohort, launch: Session, coaching: Session, to_come: Session, gives: Gives) -> Document:
    gives(launch, 3, 4, 4, 5, 5, learned="I learned the thing numbered")
    gives(coaching, 4, 4, 4, 5, 5)
    document = issue(cohort=cohort, request_key=uuid.uuid4()).document
    make(document.pk)
    document.refresh_from_db()
    return document


def bytes_of(document: Document) -> bytes:
    with document.file.open() as file:
        return bytes(file.read())


def text_of(document: Document) -> str:
    pages = PdfReader(BytesIO(bytes_of(document))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_report_says_everything(report: Document) -> None:
    text = text_of(report)

    for words in (
        "Leading for Change",
        "Evaluation report",
        "Cohort 1",
        "Fenmoor Trust",
        "Report no. 1",
        f"Issued on {report.content['issued_on']}",
        "5 of the 5 participants of Cohort 1 evaluated at least one session",
        "10 of 10 evaluations",
        "4.3 out of 5, where 4 is Good and 5 is Excellent",
        "Overall, participants scored",
        "Coaching was rated highest (4.4) and Launch lowest (4.2).",
        "1 Poor, 2 Fair, 3 Satisfactory, 4 Good, 5 Excellent",
        "What is withheld, and why",
        "2 of the 3 sessions had been held",
        "Coaching 2, ",
        "Launch 5 of 5 0 0 1 2 2 4.2 0.8",
        "Coaching 5 of 5 0 0 0 3 2 4.4 0.5",
        "Overall (2 of 2 elements) 10 of 10 0 0 1 5 4 4.3 0.7",
        "What participants learned",
        "I learned the thing numbered 3",
        "not affiliated with or endorsed by",
        "Page 1 of",
    ):
        assert words in text, words


def test_the_same_words_are_quoted_once(cohort: Cohort, launch: Session, gives: Gives) -> None:
    given = gives(launch, 4, 4, 5)
    Evaluation.objects.filter(pk__in=[one.pk for one in given]).update(learned="To listen first")

    assert collect_content(cohort)["elements"][0]["quotes"] == ["To listen first"]


def test_the_number_is_the_same_on_page_and_paper(
    client_for: ClientFor, administrator: Person, cohort: Cohort, report: Document
) -> None:
    page = read(client_for(administrator).get(f"/cohorts/{cohort.pk}/evaluation/"))

    assert "Download evaluation report no. 1 (PDF," in page
    assert f"/documents/{report.pk}/" in page
    for element in [*report.content["elements"], report.content["overall"]]:
        assert f">{element['mean']}</td>" in page
        assert f">{element['spread']}</td>" in page


def test_the_report_can_be_read_aloud(report: Document) -> None:
    with pikepdf.open(BytesIO(bytes_of(report))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Evaluation report: Cohort 1 (no. 1)"
            assert metadata["pdfuaid:part"] == "1"
        tags = list(tags_in(pdf.Root.StructTreeRoot))
    kinds = {str(tag.get("/S")) for tag in tags}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure", "/L", "/LI"} <= kinds
    figure = next(tag for tag in tags if tag.get("/S") == "/Figure")
    assert "Scores by element" in str(figure.get("/Alt"))


def tags_in(node: pikepdf.Object) -> list[pikepdf.Object]:
    """Every element of the tree of tags."""
    found: list[pikepdf.Object] = []
    waiting = [node]
    while waiting:
        tag = waiting.pop()
        if isinstance(tag, pikepdf.Array):
            waiting.extend(tag)
        elif isinstance(tag, pikepdf.Dictionary):
            found.append(tag)
            waiting.extend([tag["/K"]] if "/K" in tag else [])
    return found

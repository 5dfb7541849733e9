"""The handbook: what participants are given of their released dates, and who may read it."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from pypdf import PdfReader

from cohorts.models import Cohort, Element
from people.models import Role
from reports.kinds import html_of
from reports.models import Document
from reports.rendering import make
from scheduling.calendars import handbook
from scheduling.models import ScheduleRelease
from scheduling.releases.release import release
from scheduling.sessions.cancel import cancel
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.conftest import ClientFor
from tests.reading import without_layout


@pytest.fixture
def released(planned: Cohort) -> ScheduleRelease:
    launch = planned.sessions.get(element__key="launch")
    launch.facilitators.set([cast.member(planned.organisation, Role.FACILITATOR, "Fay Facilitator")])
    Element.objects.filter(pk=launch.element_id).update(preparation="Read the letter of your Chief Executive.")
    cast.enrolled(planned, "Pat Participant", job_title="Ward manager")
    administrator = cast.member(planned.organisation, Role.ADMINISTRATOR)
    return release(cohort=planned, by=administrator, note="")


@pytest.fixture
def made(released: ScheduleRelease) -> Document:
    document = handbook.request_handbook(release=released)
    make(document.pk)
    document.refresh_from_db()
    return document


def bytes_of(document: Document) -> bytes:
    with document.file.open() as file:
        return bytes(file.read())


def test_it_says_dates_places_people_practices_and_what_to_prepare(made: Document) -> None:
    pages = PdfReader(BytesIO(bytes_of(made))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for words in (
        "Handbook for participants",
        # The cohort starts on 8 September 2026, a Tuesday, with its launch.
        "Tuesday 8 September 2026",
        "Fenmoor House",
        "Fay Facilitator",
        "Pat Participant",
        "Ward manager",
        "Challenge the Process",
        "Read the letter of your Chief Executive.",
        "70:20:10",
        "not affiliated with or endorsed by",
    ):
        assert words in text


def test_it_is_tagged(made: Document) -> None:
    with pikepdf.open(BytesIO(bytes_of(made))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root


def test_it_has_the_dates_of_its_release_and_not_those_of_the_draft(released: ScheduleRelease) -> None:
    launch = released.cohort.sessions.get(element__key="launch")
    launch.starts_at = launch.starts_at.replace(day=9)
    launch.ends_at = launch.ends_at.replace(day=9)
    launch.save()
    days = [each["day"] for each in handbook.content_of(released)["dates"]]
    assert days[0] == "Tuesday 8 September 2026"
    assert "Wednesday 9 September 2026" not in days


def test_it_says_what_is_cancelled_and_counts_it_nowhere_else(released: ScheduleRelease) -> None:
    cohort, by = released.cohort, cast.member(released.organisation, Role.ADMINISTRATOR, "Ann Other")
    second = cohort.sessions.get(element__kind="learning_set", number=2)
    held = cohort.sessions.filter(element__kind="learning_set").count() - 1
    cancel(session=second, because="The facilitator is ill")

    content = handbook.content_of(release(cohort=cohort, by=by, note=""))

    off = [each["title"] for each in content["dates"] if each["is_cancelled"]]
    assert off == ["Action learning set 2"]
    assert [each["count"] for each in content["details"] if each["name"] == "Action learning set"] == [held]
    page = without_layout(html_of("handbook", content=content, title="Handbook", number=1))
    row = page[page.index("Action learning set 2</td>") :]
    assert row[: row.index("</tr>")].endswith("<strong>Cancelled</strong></td>")


def test_nothing_is_said_of_what_to_prepare_where_there_is_nothing(released: ScheduleRelease) -> None:
    content = handbook.content_of(released)
    page = html_of("handbook", content=content, title="Handbook", number=1)
    prepared = [each for each in content["details"] if each["preparation"]]
    assert page.count("To prepare:") == len(prepared) < len(content["details"])


def test_a_kind_is_not_said_where_it_is_the_name(released: ScheduleRelease) -> None:
    kinds = {each["name"]: each["kind"] for each in handbook.content_of(released)["details"]}
    assert (kinds["Coaching"], kinds["Programme launch and Insights"]) == ("", "Launch")


def test_cover_and_file_say_which_release_it_is_and_no_number_across_cohorts(
    made: Document, released: ScheduleRelease, client_for: ClientFor
) -> None:
    other = start_cohort(
        programme=released.cohort.programme, name="Cohort 2", starts_on=date(2026, 9, 8), venue="Fenmoor House"
    )
    administrator = cast.member(released.organisation, Role.ADMINISTRATOR, "Ann Other")
    document = handbook.request_handbook(release=release(cohort=other, by=administrator, note=""))
    make(document.pk)
    document.refresh_from_db()
    reader = PdfReader(BytesIO(bytes_of(document)))
    assert document.number == 2
    assert "Cohort 2, release 1" in reader.pages[0].extract_text()
    assert "no. 2" not in reader.pages[0].extract_text()
    assert reader.metadata is not None
    assert reader.metadata.title == "Handbook of Cohort 2, release 1"
    download = client_for(administrator).get(f"/documents/{document.pk}/")
    assert 'filename="handbook-of-cohort-2-release-1.pdf"' in download.headers["Content-Disposition"]


def test_asked_for_twice_it_is_made_once(released: ScheduleRelease) -> None:
    assert handbook.request_handbook(release=released) == handbook.request_handbook(release=released)


def test_a_participant_asks_for_it_and_downloads_it(released: ScheduleRelease, client_for: ClientFor) -> None:
    pat = released.cohort.enrolments.get().person
    client = client_for(pat)
    url = f"/cohorts/{released.cohort_id}/handbook/"
    assert "Make the handbook" in client.get(url).content.decode()
    client.post(url)
    document = Document.objects.get(kind="handbook")
    assert "is being made" in client.get(url).content.decode()
    make(document.pk)
    assert f"/documents/{document.pk}/" in client.get(url).content.decode()
    assert client.get(f"/documents/{document.pk}/").headers["Content-Type"] == "application/pdf"


def test_people_who_join_later_download_it_and_those_who_left_cannot(
    made: Document, released: ScheduleRelease, client_for: ClientFor
) -> None:
    """Nobody need open the handbook's page in between."""
    late = cast.enrolled(released.cohort, "Lee Late").person
    pat = released.cohort.enrolments.get(person__name="Pat Participant").person
    assert client_for(pat).get(f"/documents/{made.pk}/").status_code == 200

    released.cohort.enrolments.filter(person=pat).delete()

    assert client_for(pat).get(f"/documents/{made.pk}/").status_code == 404
    assert client_for(late).get(f"/documents/{made.pk}/").status_code == 200


def test_a_facilitator_who_gives_their_sessions_up_can_no_longer_download_it(
    made: Document, released: ScheduleRelease, client_for: ClientFor
) -> None:
    launch = released.cohort.sessions.get(element__key="launch")
    fay = launch.facilitators.get()
    assert client_for(fay).get(f"/documents/{made.pk}/").status_code == 200
    launch.facilitators.clear()

    release(cohort=released.cohort, by=cast.member(released.organisation, Role.ADMINISTRATOR, "Ann Other"), note="")

    assert client_for(fay).get(f"/documents/{made.pk}/").status_code == 404


def test_the_handbook_of_one_cohort_is_not_that_of_another(
    made: Document, released: ScheduleRelease, client_for: ClientFor
) -> None:
    """Release 1 of the one and release 1 of the other are two releases."""
    other = cast.cohort(released.organisation, starts_on=date(2026, 9, 8))
    sam = cast.enrolled(other, "Sam Stranger").person
    assert client_for(sam).get(f"/documents/{made.pk}/").status_code == 404


def test_nobody_outside_the_cohort_knows_of_it(
    released: ScheduleRelease, client_for: ClientFor, client: Client
) -> None:
    elsewhere = cast.cohort(cast.trust("Otherbridge Trust"), starts_on=date(2026, 9, 8))
    stranger = cast.enrolled(elsewhere, "Sam Stranger").person
    assert client_for(stranger).get(f"/cohorts/{released.cohort_id}/handbook/").status_code == 404
    assert client.get(f"/cohorts/{released.cohort_id}/handbook/").status_code == 302


def test_one_that_could_not_be_made_is_made_again(released: ScheduleRelease, client_for: ClientFor) -> None:
    document = handbook.request_handbook(release=released)
    Document.objects.filter(pk=document.pk).update(state="failed", attempts=3)
    client = client_for(released.cohort.enrolments.get().person)
    url = f"/cohorts/{released.cohort_id}/handbook/"
    assert "Make it again" in client.get(url).content.decode()
    client.post(url)
    document.refresh_from_db()
    assert document.state == "owed"

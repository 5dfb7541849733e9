"""Taking over the scores of a report that was made elsewhere: all of a list or nothing."""

import html
import io
import re
import threading
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook

from assessments.imported_scores.files import COLUMNS, WANTED
from assessments.imported_scores.importing import OWN_SCORES, correct, import_scores, preview
from assessments.models import Debrief, Policy, Release, Round, Subject
from assessments.reports.cohort.readers import update_readers
from assessments.results.values import thaw
from assessments.rounds.opening import open_round
from cohorts.models import Cohort, Practice
from messaging.models import Message
from people.models import Organisation, Person, Role, RoleGrant, User
from spreadsheets.importing import RefusedError
from spreadsheets.reading import read_text
from tests import cast
from tests.assessments.debrief_states import come_to, ravi
from tests.assessments.open_rounds import all_at_once
from tests.conftest import ClientFor
from tests.reading import read

PAT, ROBIN = "pat-participant@fenmoor-trust.example", "robin-reader@fenmoor-trust.example"
SOURCE = "Leadership survey of another publisher"
CLOSED = date(2026, 3, 31)
HEADING = ",".join(column.label for column in COLUMNS)


@pytest.fixture
def cohort(trust: Organisation) -> Cohort:
    made = cast.cohort(trust)
    cast.enrolled(made, "Pat Participant")
    cast.enrolled(made, "Robin Reader")
    return made


@pytest.fixture
def client(client_for: ClientFor, administrator: Person) -> Client:
    return client_for(administrator)


@pytest.fixture
def url(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.pk}/360/import/"


def row(email: str, group: str, raters: object = 4, *scores: object) -> str:
    return ",".join(map(str, (email, group, raters, *(scores or (45, 42.5, 40, 50.3, 38)))))


def listed(*rows: str) -> str:
    return "\n".join([HEADING, *rows])


GOOD = listed(
    row(PAT, "Self", 1, 50, 51, 52, 53, 54),
    row(PAT, "Manager", 1, 48, 47, 46, 45, 44),
    row(PAT, "Direct reports", 4),
    row(ROBIN, "self", 1, 40, 40, 40, 40, 40),
    row(ROBIN, "co_worker", 3, 41, 42, 43, 44, 45),
)


def administrator_of(cohort: Cohort) -> User:
    return cast.member(cohort.organisation, Role.ADMINISTRATOR).user


def taken(cohort: Cohort, text: str = GOOD, kind: Round.Kind = Round.Kind.BASELINE) -> Round:
    table, by = read_text(text, WANTED), administrator_of(cohort)
    return import_scores(cohort=cohort, kind=kind, source=SOURCE, closed_on=CLOSED, table=table, by=by)


def reasons(cohort: Cohort, *rows: str) -> dict[int, list[str]]:
    found = preview(cohort=cohort, table=read_text(listed(*rows), WANTED), by=administrator_of(cohort))
    return {each.number: each.reasons for each in found.rows if each.reasons}


def test_the_scores_become_a_closed_round_with_a_release_for_each_person(cohort: Cohort) -> None:
    made = taken(cohort)
    assert (made.instrument, made.source, made.kind, made.is_open) == (None, SOURCE, Round.Kind.BASELINE, False)
    assert (made.opened_on, made.closes_on, made.least_in_group) == (CLOSED, CLOSED, 3)
    assert [subject.is_open for subject in made.subjects.all()] == [False, False]

    release = Release.objects.get(subject__enrolment__person__name="Pat Participant")
    found = thaw(release.result)
    assert [one.key for one in found.practices] == list(Practice.values)
    cells = found.practices[0].cells
    # (48 + 4 x 45) / 5 = 45.6; over six, 7.6
    assert (cells["self"].sum, cells["manager"].sum, cells["direct_report"].sum) == (50.0, 48.0, 45.0)
    assert (cells["all"].sum, cells["all"].mean, cells["all"].n) == (45.6, 7.6, 5)
    assert found.ranking == found.comments == []
    assert release.document.about == release.subject.enrolment.person
    assert release.document.content["result"] == release.result


def test_nobody_is_emailed(cohort: Cohort) -> None:
    before = Message.objects.count()
    taken(cohort)
    assert Message.objects.count() == before


def test_participants_without_scores_are_no_subjects_and_are_named_before(cohort: Cohort) -> None:
    text = listed(row(PAT, "Direct reports"))
    found = preview(cohort=cohort, table=read_text(text, WANTED), by=administrator_of(cohort))
    assert [one.person.name for one in found.people] == ["Pat Participant"]
    assert [one.person.name for one in found.without] == ["Robin Reader"]
    assert taken(cohort, text).subjects.count() == 1


@pytest.mark.parametrize("group", ["Direct reports", "direct report", "DIRECT_REPORT", "Direct-Reports"])
def test_a_group_is_known_by_its_name_in_any_form(cohort: Cohort, group: str) -> None:
    assert reasons(cohort, row(PAT, group)) == {}


def test_rows_that_nobody_has_filled_in_are_passed_over(cohort: Cohort) -> None:
    text = listed(row(PAT, "Others"), f"{PAT},All raters,,,,,,", f"{ROBIN},Self")
    assert taken(cohort, text).subjects.count() == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (row("", "Self", 1, 40, 40, 40, 40, 40), "Email is missing"),
        (row("nobody", "Self", 1, 40, 40, 40, 40, 40), "Email is not an email address"),
        (row("someone@else.example", "Others"), "Nobody in Cohort 1 has this email address"),
        (row(PAT, ""), "Group is missing. Give one of: Self, Manager, Direct reports, Co-workers, Others, All raters"),
        (row(PAT, "Friends"), "“Friends” is not a group"),
        (row(PAT, "Others", ""), "Raters is missing"),
        (row(PAT, "Others", "some"), "“some” is not a number of raters"),
        (row(PAT, "Others", "0"), "“0” is not a number of raters"),
        (row(PAT, "Others", "9999"), "“9999” is not a number of raters"),
        (row(PAT, "Others", "４"), "“４” is not a number of raters"),
        (row(PAT, "Self", 2), "Nobody but the participant rates themselves"),
        (row(PAT, "Others", 4, 40, "", 40, 40, 40), "Inspire a Shared Vision is missing. Give a score from 6 to 60"),
        (row(PAT, "Others", 4, 40, "high", 40, 40, 40), "Inspire a Shared Vision: “high” is not a score"),
        (row(PAT, "Others", 4, 40, "40.25", 40, 40, 40), "with one decimal place at most"),
        (row(PAT, "Others", 4, 40, "5.9", 40, 40, 40), "5.9 is not between 6 and 60"),
        (row(PAT, "Others", 4, 40, "60.1", 40, 40, 40), "60.1 is not between 6 and 60"),
        (row(PAT, "Others", 4, 40, "-7", 40, 40, 40), "“-7” is not a score"),
        (row(PAT, "Others", 4, 40, "nan", 40, 40, 40), "“nan” is not a score"),
        (row(PAT, "Others", 4, 40, "1e1", 40, 40, 40), "“1e1” is not a score"),
        (row(PAT, "Others", 2), "Others with 2 raters may not be stored"),
        (f"{row(PAT, 'Others')},7", "There are more cells than columns"),
    ],
)
def test_a_row_that_cannot_be_taken_over_says_why(cohort: Cohort, given: str, says: str) -> None:
    found = reasons(cohort, row(ROBIN, "Others"), given)
    assert list(found) == [3]
    assert any(says in reason for reason in found[3]), found
    with pytest.raises(RefusedError):
        taken(cohort, listed(row(ROBIN, "Others"), given))
    assert not Round.objects.exists()
    assert not Release.objects.exists()


def test_one_person_may_have_a_score_with_a_decimal_place(cohort: Cohort) -> None:
    """A score is scaled up where somebody could not rate every statement: 4 of 6, rated 8, 8, 8 and 9, make 49.5."""
    taken(cohort, listed(row(PAT, "Self", 1, 49.5, 40, 40, 40, 40), row(PAT, "Others", 4)))
    practice = thaw(Release.objects.get().result).practices[0]
    assert practice.cells["self"].sum == 49.5


def test_a_row_without_a_right_figure_is_spoken_of_once(cohort: Cohort) -> None:
    first = row(PAT, "Others", "", "a", "b", "c", "d", "e")
    assert reasons(cohort, first, row(ROBIN, "Others", 4, "a", "b", 9, 9, 9)) == {
        2: ["Raters is missing. 5 more figures in this row are wrong too."],
        3: [
            "Model the Way: “a” is not a score. Give a score from 6 to 60, with one decimal place at most. "
            "1 more figure in this row is wrong too."
        ],
    }


def test_the_same_group_of_a_person_twice_is_found_under_any_name(cohort: Cohort) -> None:
    assert reasons(cohort, row(PAT, "Others"), row(PAT, "other")) == {
        3: ["This group of this participant is in row 2 already. Remove one of them."]
    }


def test_what_is_wrong_with_all_raters_stands_beside_their_row(cohort: Cohort) -> None:
    found = reasons(cohort, row(PAT, "Others", 4), row(PAT, "All raters", 6))
    assert list(found) == [3]
    assert "2 are in none of the groups" in found[3][0]


def test_a_group_is_as_large_as_the_organisation_wants_it(cohort: Cohort) -> None:
    Policy.objects.create(organisation=cohort.organisation, least_in_group=5)
    assert "shows a group with 5 or more" in reasons(cohort, row(PAT, "Others", 4))[2][0]
    assert taken(cohort, listed(row(PAT, "Others", 5))).least_in_group == 5


def test_the_figures_of_a_small_group_are_stored_nowhere(cohort: Cohort) -> None:
    with pytest.raises(RefusedError):
        taken(cohort, listed(row(PAT, "Others", 4), row(PAT, "Co-workers", 2, 11, 12, 13, 14, 15)))
    assert not Subject.objects.exists()


def test_the_same_list_twice_is_taken_over_once(cohort: Cohort) -> None:
    assert taken(cohort) == taken(cohort)
    assert Release.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_take_it_over_once() -> None:
    cohort = cast.cohort(cast.trust())
    cast.enrolled(cohort, "Pat Participant")
    cast.enrolled(cohort, "Robin Reader")
    found = all_at_once(20, lambda _: taken(cohort).pk)
    assert len(set(found)) == 1
    assert Release.objects.count() == 2


def test_another_list_for_the_same_round_is_refused(cohort: Cohort) -> None:
    taken(cohort)
    with pytest.raises(ValidationError, match="This cohort has a baseline already"):
        taken(cohort, GOOD.replace("50.3", "50.4"))


def test_a_baseline_that_was_asked_here_stays_as_it_is(cohort: Cohort) -> None:
    open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=9))
    with pytest.raises(ValidationError, match="has a baseline already"):
        taken(cohort)


def test_a_reassessment_follows_a_baseline(cohort: Cohort) -> None:
    with pytest.raises(ValidationError, match="There is no baseline yet"):
        taken(cohort, kind=Round.Kind.REASSESSMENT)
    taken(cohort)
    assert taken(cohort, kind=Round.Kind.REASSESSMENT).kind == Round.Kind.REASSESSMENT


# Putting it right

CORRECTED = listed(
    row(PAT, "Self", 1, 50, 51, 52, 53, 54),
    row(PAT, "Manager", 1, 48, 47, 46, 45, 44),
    row(PAT, "Direct reports", 4, 46, 42.5, 40, 50.3, 38),
)


def corrected(round_: Round, text: str = CORRECTED) -> int:
    return correct(round_=round_, table=read_text(text, WANTED), by=administrator_of(round_.cohort))


def test_a_correction_is_a_new_number_for_those_whose_scores_differ(cohort: Cohort) -> None:
    made = taken(cohort)

    assert corrected(made) == 1

    pat, robin = made.subjects.order_by("enrolment__person__name")
    first, second = pat.releases.order_by("number")
    assert (second.number, robin.releases.count()) == (2, 1)
    # Direct reports have 46 where they had 45, and all raters (48 + 4 x 46) / 5 = 46.4 where they had 45.6.
    assert [thaw(one.result).practices[0].cells["direct_report"].sum for one in (first, second)] == [45.0, 46.0]
    assert [thaw(one.result).practices[0].cells["all"].sum for one in (first, second)] == [45.6, 46.4]
    assert second.document.content["closed_on"] == CLOSED.isoformat()
    step = pat.debrief.steps.get()
    assert (step.action, step.reason) == ("release_again", "The scores that were imported were put right.")
    assert step.by is not None


def test_the_same_correction_twice_makes_one_number(cohort: Cohort) -> None:
    made = taken(cohort)
    assert [corrected(made), corrected(made), corrected(made, GOOD)] == [1, 0, 1]
    assert made.subjects.first().releases.count() == 3  # type: ignore[union-attr]


def test_somebody_who_was_left_out_is_taken_over_by_a_correction(cohort: Cohort) -> None:
    made = taken(cohort, listed(row(PAT, "Direct reports")))
    assert corrected(made, GOOD) == 2
    assert made.subjects.count() == 2


def test_a_correction_with_a_mistake_changes_nothing(cohort: Cohort) -> None:
    made = taken(cohort)
    with pytest.raises(RefusedError):
        corrected(made, CORRECTED.replace("Direct reports,4", "Direct reports,2"))
    assert Release.objects.count() == 2


def test_a_round_that_was_asked_here_has_no_scores_to_correct(cohort: Cohort, client: Client) -> None:
    asked = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=9))
    with pytest.raises(ValidationError, match="was asked here"):
        corrected(asked)
    assert "was asked here" in read(client.get(f"/rounds/{asked.pk}/scores/", follow=True))


def test_nobody_corrects_their_own_scores(cohort: Cohort) -> None:
    made = taken(cohort)
    pat = cohort.enrolments.get(person__name="Pat Participant").person
    with pytest.raises(RefusedError) as refused:
        correct(round_=made, table=read_text(CORRECTED, WANTED), by=pat.user)
    assert {row.number: row.reasons for row in refused.value.preview.rows} == {at: [OWN_SCORES] for at in (2, 3, 4)}
    assert Release.objects.count() == 2


def test_nobody_adds_scores_of_their_own_afterwards(cohort: Cohort) -> None:
    made = taken(cohort, listed(row(ROBIN, "Direct reports")))
    pat = cohort.enrolments.get(person__name="Pat Participant").person
    with pytest.raises(RefusedError):
        correct(round_=made, table=read_text(CORRECTED, WANTED), by=pat.user)
    assert made.subjects.count() == 1


def test_an_administrator_who_takes_part_imports_the_scores_of_the_others_alone(
    client_for: ClientFor, cohort: Cohort, url: str
) -> None:
    pat = cohort.enrolments.get(person__name="Pat Participant").person
    RoleGrant.objects.create(person=pat, role=Role.ADMINISTRATOR)
    client = client_for(pat)

    page = client.get(url).content.decode()
    to_fill_in = client.get(f"{url}form.csv").content.decode()
    refused = client.post(url, posted(confirm="1")).content.decode()
    assert not Round.objects.exists()
    stored = client.post(url, posted(listed(row(ROBIN, "Direct reports")), confirm="1"), follow=True).content.decode()

    assert "another administrator has to import yours" in page
    assert (PAT in to_fill_in, ROBIN in to_fill_in) == (False, True)
    assert OWN_SCORES in refused
    assert "The scores of 1 person are stored" in stored
    assert [subject.name for subject in Round.objects.get().subjects.all()] == ["Robin Reader"]


@pytest.mark.django_db(transaction=True)
def test_a_correction_and_a_hold_at_the_same_time_do_not_stop_each_other() -> None:
    """Both hold the rounds first and then the cohort: the other way round, each would wait for the other for ever."""
    cohort = cast.cohort(cast.trust())
    cast.enrolled(cohort, "Pat Participant")
    cast.enrolled(cohort, "Robin Reader")
    made = taken(cohort)
    is_held = threading.Event()

    def work(place: int) -> int:
        if place:
            is_held.wait()
            return corrected(made)
        with transaction.atomic():
            Round.objects.locked(made.pk)
            is_held.set()
            time.sleep(1)
            update_readers(cohort)
        return 0

    assert all_at_once(2, work) == [0, 1]


def test_a_participant_who_has_the_report_is_told_and_finds_the_new_one_alone(cohort: Cohort) -> None:
    made = taken(cohort)
    pat = made.subjects.get(enrolment__person__name="Pat Participant")
    pat.coach = ravi(cohort)
    pat.save()
    come_to(Debrief.State.RELEASED, pat)

    corrected(made)

    first, second = pat.releases.order_by("number")
    assert not first.document.shown_to.exists()
    assert pat.enrolment.person in second.document.shown_to.all()
    assert Message.objects.get(kind="report_corrected").to_email == PAT


def test_before_a_correction_it_is_said_who_gets_a_new_report_and_who_loses_a_group(
    client: Client, cohort: Cohort
) -> None:
    page = f"/rounds/{taken(cohort).pk}/scores/"
    part = listed(row(PAT, "Direct reports", 4, 46, 42.5, 40, 50.3, 38), row(ROBIN, "self", 1, 40, 40, 40, 40, 40))

    said = read(client.post(page, {"text": part}))
    same = read(client.post(page, {"text": GOOD}))

    assert "2 of the 2 people in the list have other scores than before" in said
    assert "Pat Participant loses Self, Manager: those groups are in the report of now and not in the list" in said
    assert "Robin Reader loses Co-workers: that group is" in said
    assert "nobody gets a new report" in same
    assert 'name="confirm"' not in same


def test_a_correction_is_checked_and_stored_on_its_page(client: Client, cohort: Cohort) -> None:
    made = taken(cohort)
    page = f"/rounds/{made.pk}/scores/"
    assert f'href="{page}"' in client.get(made.get_absolute_url()).content.decode()
    checked = client.post(page, {"text": CORRECTED}).content.decode()
    assert Release.objects.count() == 2

    told = client.post(page, hidden(checked), follow=True).content.decode()
    again = client.post(page, hidden(checked), follow=True).content.decode()

    assert "1 person has a new report, under a new number." in told
    assert "Nothing was changed" in again
    assert Release.objects.count() == 3
    wrong = client.post(page, {"text": CORRECTED.replace("50.3", "99"), "confirm": "1"}).content.decode()
    assert "99 is not between 6 and 60" in wrong
    kept = re.search(r"<textarea.*?</textarea>", wrong, re.DOTALL)
    assert kept
    assert PAT in kept.group()


# The pages


def posted(text: str = GOOD, **values: Any) -> dict[str, Any]:
    day = {"closed_on_day": 31, "closed_on_month": 3, "closed_on_year": 2026}
    return {"text": text, "source": SOURCE, "kind": "baseline", **day, **values}


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_list_is_uploaded_checked_and_stored(client: Client, url: str, cohort: Cohort) -> None:
    file = SimpleUploadedFile("scores.csv", GOOD.encode("utf-8-sig"))
    page = client.post(url, posted("", file=file))
    checked = page.content.decode()
    assert "2 people have scores of Leadership survey of another publisher, which closed on 31 March 2026" in read(page)
    assert not Round.objects.exists()
    done = client.post(url, hidden(checked))
    made = Round.objects.get()
    assert done.headers["Location"] == made.get_absolute_url()
    assert client.post(url, hidden(checked)).headers["Location"] == made.get_absolute_url()
    assert (made.source, made.closes_on) == (SOURCE, CLOSED)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "The scores of 2 people are stored" in page
    assert SOURCE in page


def test_an_excel_workbook_is_read_as_the_list_pasted_would_be(client: Client, url: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([column.label for column in COLUMNS])
    sheet.append([PAT, "Direct reports", 4.0, 45, 42.5, 40.0, 50.3, 38])
    written = io.BytesIO()
    book.save(written)
    page = client.post(url, posted("", file=SimpleUploadedFile("scores.xlsx", written.getvalue())))
    assert "Store the scores of 1 person" in read(page)
    assert "45\t42.5\t40\t50.3\t38" in page.context["text"]


def test_the_preview_takes_as_many_queries_for_one_row_as_for_many(client: Client, url: str) -> None:
    counts = []
    for text in (listed(row(PAT, "Others")), GOOD):
        with CaptureQueriesContext(connection) as captured:
            client.post(url, posted(text))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_every_bad_row_is_found_at_once(cohort: Cohort) -> None:
    found = reasons(cohort, row(PAT, "Others", 2), row(PAT, "Friends"), row(ROBIN, "Others"), row(ROBIN, "All", 5))
    assert list(found) == [2, 3, 5]


def test_every_bad_row_is_shown_with_its_reason_and_the_list_is_kept(client: Client, url: str) -> None:
    file = SimpleUploadedFile("scores.csv", listed(row(PAT, "Others", 2), row(PAT, "Friends")).encode())
    page = client.post(url, posted("", file=file))
    text = page.content.decode()
    assert "Row 2: Others with 2 raters may not be stored" in text
    assert "Row 3: “Friends” is not a group" in text
    assert 'name="confirm"' not in text
    assert PAT in page.context["form"]["text"].value()
    assert page.context["form"]["source"].value() == SOURCE


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"text": ""}, "text", "Paste the list, or upload a file"),
        ({"source": ""}, "source", "Enter the name of the assessment"),
        ({"source": "a\0b"}, "source", "a character that cannot be stored"),
        ({"closed_on_year": "2099"}, "closed_on", "today or in the past"),
        ({"closed_on_year": "1999"}, "closed_on", "in 2000 or later"),
        ({"closed_on_day": "32"}, "closed_on", "Enter a real date"),
        ({"kind": "nonsense"}, "kind", "Select a valid choice"),
        ({"text": "Email," * 9_000}, "text", "more than 40 columns"),
        ({"text": HEADING + "\nx" * 1_100}, "text", "more than 1,000 rows"),
    ],
)
def test_what_cannot_be_read_is_explained_and_kept(
    client: Client, url: str, values: dict[str, str], field: str, says: str
) -> None:
    page = client.post(url, posted(**values))
    assert page.status_code == 200
    assert says in page.context["form"].errors[field][0]
    assert page.context["form"]["text"].value() == values.get("text", GOOD)


def test_an_uploaded_list_is_kept_while_another_answer_is_put_right(client: Client, url: str) -> None:
    page = client.post(url, posted("", source="", file=SimpleUploadedFile("scores.csv", GOOD.encode())))
    assert page.context["form"]["text"].value().count(PAT) == 3


def test_a_wrong_heading_is_explained(client: Client, url: str) -> None:
    page = client.post(url, posted("Email,Group,Colour\nx,y,z")).content.decode()
    assert "“Colour” is not a column of this list" in page
    assert "There is no column “Encourage the Heart”" in page


def test_the_list_to_fill_in_has_a_row_for_each_group_of_each_person(client: Client, url: str, cohort: Cohort) -> None:
    form = client.get(f"{url}form.csv")
    lines = form.content.decode("utf-8-sig").splitlines()
    assert lines[0] == HEADING
    # Two people, and self, manager, three groups and all raters
    assert len(lines) == 1 + 2 * 6
    assert f"{PAT},Direct reports" in lines
    page = client.post(url, posted("", file=SimpleUploadedFile("scores.csv", form.content))).content.decode()
    assert "There are no scores below the first row" in page


def test_no_address_runs_in_the_spreadsheet_that_the_list_is_filled_in_with(
    client: Client, url: str, cohort: Cohort
) -> None:
    """No such address is enrolled any more, and some may have been before."""
    User.objects.filter(email=ROBIN).update(email="=cmd|robin@fenmoor.example")
    lines = client.get(f"{url}form.csv").content.decode("utf-8-sig").splitlines()
    assert "'=cmd|robin@fenmoor.example,Others" in lines
    assert not [line for line in lines if line.startswith("=")]


def test_with_both_rounds_there_is_nothing_left_to_take_over(client: Client, url: str, cohort: Cohort) -> None:
    taken(cohort)
    taken(cohort, kind=Round.Kind.REASSESSMENT)
    assert "has a baseline and a reassessment already" in client.get(url, follow=True).content.decode()


def test_the_second_import_becomes_the_reassessment(client: Client, url: str, cohort: Cohort) -> None:
    taken(cohort)
    assert "They become the reassessment 360" in read(client.get(url))
    assert "has a baseline already" in read(client.post(url, posted(GOOD.replace("50.3", "50.4"), confirm="1")))


def test_nobody_else_takes_scores_over(client_for: ClientFor, url: str, cohort: Cohort, outsider: Person) -> None:
    team = [cast.member(cohort.organisation, role) for role in (Role.EXECUTIVE, Role.COACH, Role.FACILITATOR)]
    for person in (outsider, *team, cohort.enrolments.all()[0].person):
        assert client_for(person).get(url).status_code == 404
        assert client_for(person).post(url, posted(confirm="1")).status_code == 404
        assert client_for(person).get(f"{url}form.csv").status_code == 404
    assert not Round.objects.exists()


# Where pages meet a questionnaire


def test_the_pages_of_such_a_round_do_without_a_questionnaire(
    client: Client, client_for: ClientFor, cohort: Cohort
) -> None:
    made = taken(cohort)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "were taken over from" in page
    assert "Who is asked" not in page
    subject = made.subjects.get(enrolment__person__name="Pat Participant")
    own = client_for(subject.enrolment.person).get(f"/360/{subject.pk}/").content.decode()
    assert SOURCE in own
    assert "How many have answered" not in own
    for name in ("close", "progress"):
        assert client.get(f"/rounds/{made.pk}/{name}/", follow=True).status_code == 200
    for name in ("add", "remind"):
        assert client.post(f"/rounds/{made.pk}/{name}/", follow=True).status_code == 200

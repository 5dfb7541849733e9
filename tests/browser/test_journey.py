"""A cohort of twenty, from first plan to the executive's report, in a browser, with nothing mocked."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Download, Locator, Page, expect
from pypdf import PdfReader

from assessments.answering.drafts import save_draft
from assessments.answering.submission import submit
from assessments.models import Invitation, Relationship, Response, Round, Subject
from assessments.raters.naming import NamedRater, name_raters
from cohorts.models import Cohort
from evaluations.answers import answer
from people.accounts import grant, start_organisation
from people.models import Role
from programme.demonstration.loading import tuesday
from reports.models import Document
from scheduling.models import Session
from scheduling.working_days.days import working_day_from
from tests.assessments.open_rounds import settle
from tests.browser.conftest import PHONE, Desks
from tests.browser.people import fill_date, link_sent_to, press, set_up_second_factor, sign_in
from tests.post_office import PostOffice
from tests.service import wait_for

ADMINISTRATOR = "ada@fenmoor.example"
EXECUTIVE = "ed@fenmoor.example"
COACH = "ravi@fenmoor.example"
PARTICIPANT = "person1@fenmoor.example"
RATER = "coworker1@fenmoor.example"
DOMAIN = "fenmoor.example"


@pytest.mark.usefixtures("running")
def test_a_cohort_from_first_plan_to_the_executives_report(desks: Desks, post_office: PostOffice) -> None:
    organisation = start_organisation(
        name="Fenmoor Trust", administrator_email=ADMINISTRATOR, administrator_name="Ada Administrator"
    )
    settle(organisation, approves_raters=False)
    grant(organisation=organisation, email=EXECUTIVE, name="Ed Executive", role=Role.EXECUTIVE)
    grant(organisation=organisation, email=COACH, name="Ravi Coach", role=Role.COACH)

    administrator = desks.open()
    sign_in(administrator, post_office, ADMINISTRATOR)
    set_up_second_factor(administrator)
    make_a_cohort(administrator)
    move_a_session(administrator)
    enrol_twenty(administrator)
    release_the_dates(administrator, post_office)
    open_the_round(administrator)

    participant = desks.open(PHONE)
    sign_in(participant, post_office, PARTICIPANT)
    name_own_raters(participant)
    answer_as_a_rater_on_a_phone(desks, post_office)
    everybody_else_answers()

    close_and_follow_the_reports(administrator)
    give_the_reports_to_a_coach(administrator)
    coach = desks.open()
    sign_in(coach, post_office, COACH)
    debrief(coach)
    own_report_is_on_the_home_page(participant)

    evaluate_the_launch(participant)
    everybody_else_evaluates()
    issue_the_report(administrator)
    executive = desks.open()
    sign_in(executive, post_office, EXECUTIVE)
    read_the_evaluation(executive)


def make_a_cohort(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Home").click()
    press(page, "Make a programme")
    page.get_by_label("Name of the programme").fill("Leading for Change")
    page.get_by_role("button", name="Make the programme").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leading for Change")

    press(page, "Make a cohort")
    page.get_by_label("Name of the cohort").fill("Cohort 1")
    fill_date(page, launch_day())
    page.get_by_label("Venue").fill("Fenmoor House")
    expect(page.get_by_label("Places")).to_have_value("20")
    page.get_by_role("button", name=re.compile("Make the cohort")).click()
    page.get_by_label("This cohort has started already").check()
    page.get_by_role("button", name=re.compile("Make the cohort")).click()

    expect(page.get_by_role("img", name=re.compile("Sessions from")).first).to_be_visible()
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(Session.objects.count())
    assert_sessions_keep_to_working_days()


def launch_day() -> date:
    """Three weeks ago, on a Tuesday where that is no bank holiday: the launch is over, and the 360 still open."""
    return working_day_from(tuesday(timezone.localdate() - timedelta(weeks=3)))


def assert_sessions_keep_to_working_days() -> None:
    starts = [timezone.localtime(session.starts_at).date() for session in Session.objects.all()]
    assert len(starts) == 13
    assert all(day.weekday() < 5 for day in starts)
    assert max(starts) - min(starts) >= timedelta(weeks=30)


def move_a_session(page: Page) -> None:
    session = Session.objects.get(element__kind="conference")
    page.goto(f"/sessions/{session.pk}/move/")
    day = working_day_from(session.opens_on + timedelta(days=1))
    fill_date(page, day)
    page.get_by_role("button", name=re.compile("Move|Save")).click()
    expect(page.get_by_role("alert").or_(page.get_by_role("region", name="Success"))).to_be_visible()
    session.refresh_from_db()
    assert session.opens_on == day


def enrol_twenty(page: Page) -> None:
    page.goto(f"/cohorts/{Cohort.objects.get().pk}/")
    press(page, "Enrol people")
    page.get_by_label(re.compile("Paste", re.IGNORECASE)).fill(list_of_people(broken=True))
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("alert")).to_contain_text("Row 3")
    page.get_by_label(re.compile("Paste", re.IGNORECASE)).fill(list_of_people())
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("button", name="Enrol 20 people").click()
    expect(page.get_by_text("20 people are enrolled")).to_be_visible()
    assert Cohort.objects.get().enrolments.count() == 20


def release_the_dates(page: Page, post_office: PostOffice) -> None:
    page.goto(f"/cohorts/{Cohort.objects.get().pk}/sessions/")
    expect(page.get_by_text("nobody knows of these dates yet")).to_be_visible()
    press(page, "Check and release")
    expect(page.get_by_text("21 people get one email each")).to_be_visible()
    page.get_by_label("Note").fill("The conference is in the main hall.")
    page.get_by_role("button", name="Release these dates").click()
    expect(page.get_by_text("Release 1 is out. 21 people are emailed.")).to_be_visible()
    wait_for(lambda: bool(post_office.text_to(PARTICIPANT, "Your dates on")))
    assert "The conference is in the main hall." in post_office.text_to(PARTICIPANT, "Your dates on")
    # At the conference participants present to the Executive Team.
    wait_for(lambda: bool(post_office.text_to(EXECUTIVE, "Your dates on")))


def list_of_people(*, broken: bool = False) -> str:
    written = io.StringIO(newline="")
    rows = csv.writer(written, delimiter="\t")
    rows.writerow(
        ["Name", "Email", "Job title", "Site", "Profession", "Band", "Line manager's name", "Line manager's email"]
    )
    for number in range(1, 21):
        email = "not an address" if broken and number == 2 else f"person{number}@{DOMAIN}"
        manager = [f"Manager {number}", f"manager{number}@{DOMAIN}"]
        rows.writerow([f"Person {number} Pattern", email, "Ward manager", "North site", "Nursing", "7", *manager])
    return written.getvalue()


def open_the_round(page: Page) -> None:
    page.goto(f"/cohorts/{Cohort.objects.get().pk}/360/")
    fill_date(page, timezone.localdate() + timedelta(days=14))
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("Open", exact=True).first).to_be_visible()
    assert Round.objects.get().subjects.count() == 20


def name_own_raters(page: Page) -> None:
    page.goto("/")
    press(page, re.compile("raters"))
    press(page, "Name your raters")
    for group, who in (("Direct reports", "report"), ("Co-workers", "coworker")):
        for number in range(1, 4):
            row = page.get_by_role("group", name=f"{group}, person {number}")
            row.get_by_label("Name").fill(f"{who.title()} {number}")
            row.get_by_label("Email address").fill(f"{who}{number}@{DOMAIN}")
    page.get_by_role("button", name="Save and email them").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your 360")
    invited = Invitation.objects.filter(subject__enrolment__person__user__email=PARTICIPANT)
    assert invited.count() == 1 + 1 + 6


def answer_as_a_rater_on_a_phone(desks: Desks, post_office: PostOffice) -> None:
    """With scripts turned off: everything must work without them."""
    link = link_sent_to(post_office, RATER, "asks for your view")
    page = desks.open(PHONE, java_script_enabled=False)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Person 1 Pattern asks for your view")
    expect(page.get_by_role("heading", name="Who will see what")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    token = link.rstrip("/").rpartition("/")[2]
    for number in range(1, 7):
        expect(page.get_by_text(f"Page {number} of 6")).to_be_visible()
        assert token not in page.url
        for statement in page.locator("fieldset").all():
            statement.get_by_role("radio").nth(7).check()
        page.get_by_role("button", name="Continue").click()
    page.locator("textarea").first.fill("Listens to the night shift.")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    response = Response.objects.get()
    assert response.ratings == [8] * 30
    assert response.comments == ["Listens to the night shift.", "", ""]


def everybody_else_answers() -> None:
    """By the same verbs as the pages use: twenty times eight questionnaires would take a browser an hour."""
    for subject in Subject.objects.exclude(enrolment__person__user__email=PARTICIPANT):
        name_raters(subject=subject, raters=list(raters_of(subject)))
    for invitation in Invitation.objects.exclude(state=Invitation.State.ANSWERED):
        rating = 10 if invitation.relationship == Relationship.SELF else 6
        save_draft(invitation_id=invitation.pk, ratings=dict.fromkeys(range(1, 31), rating), comments={})
        submit(invitation_id=invitation.pk)
    assert Response.objects.count() == 20 * 8


def raters_of(subject: Subject) -> Iterator[NamedRater]:
    for group in (Relationship.DIRECT_REPORT, Relationship.CO_WORKER):
        for number in range(3):
            email = f"{group}{number}.of.{subject.pk}@{DOMAIN}"
            yield NamedRater(relationship=group, name=f"{group.label} {number}", email=email)


def close_and_follow_the_reports(page: Page) -> None:
    page.goto(f"/rounds/{Round.objects.get().pk}/")
    press(page, "Close the round now")
    page.get_by_role("button", name="Close the round").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("20 of 20 ready")).to_be_visible(timeout=120_000)
    assert Document.objects.ready().filter(kind="individual_360").count() == 20


def give_the_reports_to_a_coach(page: Page) -> None:
    """The administrator sees how far they are, and can open none."""
    expect(page.get_by_role("link", name=re.compile("Download.*report"))).to_have_count(0)
    press(page, "Choose coaches")
    page.get_by_role("button", name="Share out evenly").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Release all prepared reports to their coaches").click()
    expect(page.get_by_text("20 reports are with a coach now.")).to_be_visible()


def debrief(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Person 1 Pattern", exact=True).click()
    read_the_report(download(page, page.get_by_role("button", name="Download the report (PDF)")))
    press(page, "Record the debrief")
    page.get_by_role("radio", name="Yes, release it now").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Person 1 Pattern has the report now, and is emailed.")).to_be_visible()


def download(page: Page, link: Locator) -> Path:
    with page.expect_download() as started:
        link.click()
    got: Download = started.value
    return Path(got.path())


def read_the_report(path: Path) -> None:
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    text = re.sub(r"\s+", " ", text)
    assert "Person 1 Pattern" in text
    assert "Model the Way" in text
    assert "Listens to the night shift." in text
    assert "Not affiliated with or endorsed by" in text
    assert RATER not in text
    assert "Coworker 1" not in text
    assert_tagged(path)


def assert_tagged(path: Path) -> None:
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).lower() == "en-gb"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def own_report_is_on_the_home_page(page: Page) -> None:
    page.goto("/")
    own = download(page, page.get_by_role("link", name=re.compile("^report of the")))
    read_the_report(own)
    assert Document.objects.get(about__user__email=PARTICIPANT).size == own.stat().st_size


def evaluate_the_launch(page: Page) -> None:
    page.goto("/")
    press(page, re.compile("Evaluate.*launch", re.IGNORECASE))
    page.get_by_role("radio", name=re.compile("Excellent")).check()
    page.get_by_label("What did you learn?").fill("That my energy goes to detail first.")
    page.get_by_label("What will you do?").fill("Ask the quiet ones first.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def everybody_else_evaluates() -> None:
    """Nine more of the twenty: five say Good (4) and four Excellent (5). With the one above: mean 45 / 10 = 4.5."""
    session = Session.objects.get(element__kind="launch")
    others = session.cohort.enrolments.exclude(person__user__email=PARTICIPANT)[:9]
    for enrolment, score in zip(others, [4, 4, 4, 4, 4, 5, 5, 5, 5], strict=True):
        answer(session=session, enrolment=enrolment, score=score, learned="To begin with the people.")


def issue_the_report(page: Page) -> None:
    page.goto(f"/cohorts/{Cohort.objects.get().pk}/evaluation/")
    press(page, "Issue the evaluation report")
    page.get_by_role("button", name="Issue the report").click()
    expect(page.get_by_text("Evaluation report no. 1 is issued.")).to_be_visible()
    wait_for(lambda: Document.objects.ready().filter(kind="evaluation_report").exists())


def read_the_evaluation(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Cohort 1", exact=True).click()
    launch = page.get_by_role("row", name=re.compile("launch", re.IGNORECASE)).first
    expect(launch).to_contain_text("10 of 20")
    expect(launch).to_contain_text("4.5")
    path = download(page, page.get_by_role("link", name=re.compile("Download")).first)
    text = re.sub(r"\s+", " ", " ".join(part.extract_text() for part in PdfReader(path).pages))
    assert "10 of 20" in text
    assert "4.5" in text
    assert "That my energy goes to detail first." in text
    assert "Ask the quiet ones first." not in text
    assert "Person 1" not in text
    assert_tagged(path)

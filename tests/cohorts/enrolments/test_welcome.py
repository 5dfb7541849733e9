from django.conf import settings
from django.core import mail

from cohorts.enrolments.enrolling import enrol
from cohorts.enrolments.rows import PEOPLE_LIMITS
from cohorts.enrolments.withdrawing import withdraw
from cohorts.models import Cohort
from messaging.models import Message
from messaging.sending import send
from spreadsheets.reading import read_text
from tests.spreadsheets.people_lists import people, person, text_of


def test_the_welcome_says_what_and_how_to_sign_in_and_no_date_that_may_change(cohort: Cohort) -> None:
    enrol(cohort=cohort, table=read_text(text_of(people(1)), PEOPLE_LIMITS))
    send(Message.objects.get().pk)
    sent = mail.outbox[0]
    assert sent.to == ['"Robin Person 1" <robin.person.1@fenmoor.example>']
    assert sent.subject == "Your place on Leading for Change"
    for words in ("Cohort 1", "We email you your dates", settings.BASE_URL + "/"):
        assert words in sent.body
    for words in ("8 September", "Fenmoor House"):
        assert words not in sent.body


def test_a_name_with_strange_signs_does_not_break_the_address(cohort: Cohort) -> None:
    enrol(cohort=cohort, table=read_text(text_of([person(1, Name="O’Neill, Pat <matron>")]), PEOPLE_LIMITS))
    send(Message.objects.get().pk)
    assert mail.outbox[0].message()["To"]


def test_nobody_is_welcomed_who_has_been_withdrawn(cohort: Cohort) -> None:
    made = enrol(cohort=cohort, table=read_text(text_of(people(1)), PEOPLE_LIMITS))
    message = Message.objects.get()
    withdraw(enrolment=made[0])
    Message.objects.update(state="queued")
    send(message.pk)
    assert not mail.outbox

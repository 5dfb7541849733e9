"""Every page in every state that it can be in: empty, filled, and with what somebody entered refused."""

from tests.browser import worlds
from tests.browser.pages import (
    Case,
    Scene,
    arranges,
    case,
    chooses,
    fills,
    fills_emailed_code,
    opens,
    opens_path,
    presses,
    runs,
    shows,
    signs_in,
    signs_in_without_factor,
    signs_out,
)
from tests.browser.worlds import BROKEN_LIST, LIST, LONG_EMAIL

PROBLEM = "There is a problem"
REPORT = "report about the participant"
TOO_LONG = "A word too many. " * 130

# What somebody could not type but can send, or what only time brings about
SENDS_TOO_MUCH = """() => {
    const form = document.querySelector('main form');
    for (let i = 0; i < 1100; i++) form.append(Object.assign(document.createElement('input'), {name: 'x' + i}));
    form.submit();
}"""
TRIES_TOO_OFTEN = """async () => {
    const form = document.querySelector('main form');
    for (let i = 0; i < 11; i++) await fetch(form.action, {method: 'POST', body: new FormData(form)});
}"""
LOSES_TOKEN = "document.querySelector('main form [name=csrfmiddlewaretoken]').value = 'lost'"


NOTHING_YET: list[Case] = [
    case("account/request_login_code.html", "Cadre is ready, and empty", opens("account_login")),
]

FIRST_STEPS: list[Case] = [
    case("programme/home.html", "There is nothing here for", signs_in("nobody"), opens("home")),
    case("programme/home.html", "You hold no session yet", signs_in("coach"), opens("home")),
    case("programme/home.html", "There is no cohort yet", signs_in("executive"), opens("home")),
    case("programme/home.html", "Make your first programme", signs_in("administrator"), opens("home")),
    case("cohorts/programmes.html", "There are no programmes yet", opens("programmes")),
    case("cohorts/team.html", "Add somebody", opens("team")),
    case("cohorts/team.html", PROBLEM, presses("Add to the team")),
    case("messaging/emails.html", "Nothing is stuck", opens("emails")),
    case("cohorts/programme_new.html", "It starts with the design", opens("programme_new")),
    case("cohorts/programme_new.html", PROBLEM, presses("Make the programme")),
    case(
        "cohorts/programme.html",
        "There are no cohorts yet",
        arranges(worlds.begins_programme),
        opens("programme", "programme"),
    ),
    case("programme/home.html", "No cohort yet", opens("home")),
    case("delivery/cohort_new.html", "Cadre lays out every session", opens("cohort_new", "programme")),
    case("delivery/cohort_new.html", PROBLEM, presses("Make the cohort")),
    case("cohorts/cohort.html", "Nobody is enrolled yet", arranges(worlds.begins_cohort), opens("cohort", "cohort")),
    case("delivery/cohort_sessions.html", "There are no sessions", opens("cohort_sessions", "cohort")),
    case("assessments/open_round.html", "Nobody is enrolled yet", opens("cohort_assessment", "cohort")),
    case("evaluations/cohort.html", "No session has been held yet", opens("cohort_evaluation", "cohort")),
    case("evaluations/issue.html", "There is nothing to report yet", opens("issue_report", "cohort")),
    case("cohorts/enrol.html", "What the list must hold", opens("enrol", "cohort")),
    case("cohorts/enrol.html", PROBLEM, presses("Check the list")),
    case("cohorts/enrol.html", "Check the list", fills("Paste the list", LIST), presses("Check the list")),
    case(
        "cohorts/enrol.html",
        "Put the list right",
        opens("enrol", "cohort"),
        fills("Paste the list", BROKEN_LIST),
        presses("Check the list"),
    ),
    case(
        "assessments/open_round.html",
        "1 participant is emailed",
        arranges(worlds.enrols_somebody),
        opens("cohort_assessment", "cohort"),
    ),
    case("assessments/open_round.html", PROBLEM, presses("Open the round")),
    case(
        "programme/home.html",
        "The dates of your sessions will be here",
        signs_in("participant"),
        opens("home"),
    ),
]

ADMINISTRATOR: list[Case] = [
    case("programme/home.html", "Cohort Zircon", signs_in("administrator"), opens("home")),
    case("cohorts/programmes.html", "Garnet programme", opens("programmes")),
    case("cohorts/programme.html", "Better care.", opens("programme", "planned programme")),
    case("cohorts/team.html", LONG_EMAIL, opens("team")),
    case("cohorts/cohort.html", worlds.LONG_TITLE, opens("cohort", "planned cohort")),
    case("cohorts/withdraw.html", "Do you want to withdraw", opens("withdraw", "long enrolment")),
    case("cohorts/withdraw.html", "cannot be withdrawn", opens("withdraw", "enrolment")),
    case("delivery/cohort_sessions.html", "Bank holiday", opens("cohort_sessions", "planned cohort")),
    case("delivery/session.html", "Move or change", opens("session", "session to come")),
    case("delivery/session_move.html", "Ends at", opens("session_move", "planned session")),
    case("delivery/session_move.html", PROBLEM, fills("Ends at", "00:01"), presses("Save")),
    case("delivery/session_move.html", "Closes on", opens("session_move", "window")),
    case("assessments/round.html", "Have rated themselves", opens("round", "round")),
    case("assessments/round.html", "is reminded, unless", presses("Remind those who have not answered")),
    case("assessments/rounds/policy.html", "Most requests to one person", opens("policy", "organisation")),
    case("assessments/rounds/policy.html", PROBLEM, fills("Reminders", "soon"), presses("Save the settings")),
    case("assessments/rounds/dates.html", "Third reminder", opens("round_dates", "round")),
    case("assessments/rounds/dates.html", PROBLEM, fills("Year", "2020"), presses("Save the dates")),
    case("assessments/rounds/subject.html", "1 is asked, and", opens("round_subject", "subject")),
    case("assessments/rounds/subject.html", "No raters are named yet", opens("round_subject", "other subject")),
    case("assessments/rounds/extend.html", "for this participant alone", opens("subject_extend", "subject")),
    case("assessments/rounds/extend.html", PROBLEM, presses("Give more time")),
    case("assessments/open_round.html", "Open the reassessment", opens("open_reassessment", "cohort")),
    case(
        "assessments/round.html",
        "Who would rather not answer",
        arranges(worlds.gets_declined),
        opens("round", "round"),
    ),
    case("assessments/closing/close.html", "If people still want to answer, wait", opens("round_close", "round")),
    case("assessments/closing/page.html", "Debriefs", opens("round_progress", "round")),
    case(
        "assessments/closing/page.html",
        "Reports are made when the round closes",
        opens("round_progress", "reassessment"),
    ),
    case("assessments/raters/round.html", "as soon as a participant names them", opens("round_raters", "round")),
    case("assessments/raters/replace.html", "you are not told which", opens("rater_replace", "round", "invitation")),
    case("assessments/raters/replace.html", PROBLEM, presses("Ask them instead")),
    case("assessments/raters/change.html", "you are not told", opens("rater_change", "round", "invitation")),
    case(
        "assessments/raters/round.html",
        "4 people wait for your approval",
        arranges(worlds.proposes_raters),
        opens("round_raters", "round"),
    ),
    case("assessments/raters/round.html", "Nobody is chosen", presses("Approve those ticked")),
    case("assessments/raters/subject.html", "2 people wait for", opens("subject_raters", "round", "subject")),
    case("assessments/raters/remove.html", "is taken off the list", opens("rater_remove", "round", "proposal")),
    case("assessments/raters/remove.html", PROBLEM, presses("Do not ask them")),
    case("assessments/raters/change.html", "still waits for your", opens("rater_change", "round", "proposal")),
    case("assessments/raters/change.html", PROBLEM, fills("Email address", "no address"), presses("Save")),
    case("assessments/raters/requests.html", "A full bar is", opens("round_requests", "round")),
    case("assessments/raters/join.html", "all open rounds of", opens("round_join", "round")),
    case("assessments/raters/join.html", PROBLEM, presses("Join them")),
    case(
        "assessments/raters/round.html",
        "Nobody waits for your approval",
        opens("round_raters", "round"),
        presses("Approve and email all 4"),
    ),
    case(
        "assessments/raters/subject.html",
        "asked about too many people",
        arranges(worlds.has_rater_who_declines),
        opens("subject_raters", "round", "subject"),
    ),
    case("assessments/raters/replace.html", "can no longer answer", opens("rater_replace", "round", "declined")),
    case("assessments/cohort/page.html", "This 360 is still open", opens("cohort_report", "round")),
    case("evaluations/cohort.html", "Withheld", opens("cohort_evaluation", "cohort")),
    case("evaluations/issue.html", "The report will hold", opens("issue_report", "cohort")),
    case("messaging/emails.html", "Could not be sent", arranges(worlds.has_mail_refused), opens("emails")),
    case("messaging/emails.html", "will be sent again", presses(f"Send again 59.{LONG_EMAIL}")),
    case("404.html", "Page not found", opens_path("/nothing/")),
    case("405.html", "There is no page here", opens("team_add")),
    case("cohorts/team.html", "Otherside Trust", arranges(worlds.joins_another_trust), opens("team")),
    case("cohorts/programmes.html", "Organisation", opens("programmes")),
    case("cohorts/programme_new.html", "Organisation", opens("programme_new")),
    case("cohorts/programme_new.html", PROBLEM, presses("Make the programme")),
]

PARTICIPANT: list[Case] = [
    case("programme/home.html", "What you can do now", signs_in("long"), opens("home")),
    case("evaluations/not_yet.html", "is not over yet", opens("evaluate", "session to come")),
    case("evaluations/form.html", "It takes about a minute", opens("evaluate", "planned session")),
    case("evaluations/form.html", PROBLEM, fills("What did you learn?", TOO_LONG), presses("Send")),
    case(
        "evaluations/done.html",
        "What you will do",
        opens("evaluate", "planned session"),
        chooses("4: Good"),
        fills("What will you do?", "Ask first."),
        presses("Send"),
    ),
    case("delivery/session.html", "Say how it was", opens("session", "planned session")),
    case("assessments/my_assessment.html", "More needed", signs_in("participant"), opens("my_assessment", "subject")),
    case("assessments/name_raters.html", "Taken from your enrolment", opens("name_raters", "subject")),
    case("assessments/name_raters.html", PROBLEM, fills("Email address", "no address"), presses("Save and email them")),
    case(
        "assessments/name_raters.html",
        worlds.LONG_NAME,
        arranges(worlds.names_enough),
        opens("name_raters", "subject"),
    ),
    case("assessments/my_assessment.html", "You have named enough people", opens("my_assessment", "subject")),
    case(
        "assessments/name_raters.html",
        "Take back",
        arranges(worlds.proposes_raters),
        opens("name_raters", "subject"),
    ),
    case("assessments/raters/own_mend.html", "waits for approval", opens("own_rater_mend", "subject", "proposal")),
    case("assessments/raters/own_mend.html", PROBLEM, fills("Email address", ""), presses("Save")),
    case(
        "assessments/raters/own_replace.html",
        "That is their right",
        arranges(worlds.has_rater_who_declines),
        opens("own_rater_replace", "subject", "declined"),
    ),
    case("assessments/raters/own_replace.html", PROBLEM, presses("Ask them instead")),
    case("assessments/my_assessment.html", "asked about too many people", opens("my_assessment", "subject")),
    case("reports/lost.html", "cannot be opened", arranges(worlds.loses_files), opens("document", REPORT)),
    case("reports/not_ready.html", "is being made", arranges(worlds.owes_again), opens("document", REPORT)),
    case("reports/not_ready.html", "could not be made", arranges(worlds.fails_the_others), opens("document", REPORT)),
]

EXECUTIVE_AND_COACH: list[Case] = [
    case("programme/home.html", "None yet", signs_in("executive"), opens("home")),
    case("evaluations/cohort.html", "No report has been issued yet", opens("cohort_evaluation", "cohort")),
    case("programme/home.html", "Sessions that are over", signs_in("coach"), opens("home")),
    case("delivery/session.html", "Facilitators", opens("session", "session")),
]

BY_LINK: list[Case] = [
    case("assessments/answering/unknown.html", "This link does not work", opens("rate", "nonsense")),
    case("evaluations/link_gone.html", "This link does not work", opens("evaluate_link", "nonsense")),
    case("evaluations/form.html", "You answer as", opens("evaluate_link", "participant's link")),
    case("evaluations/form.html", PROBLEM, presses("Send")),
    case("evaluations/done.html", "You can close this page now", chooses("5: Excellent"), presses("Send")),
    case("evaluations/done.html", "sign in and open this session", opens("evaluate_link", "participant's link")),
    case("evaluations/not_yet.html", "is not over yet", opens("evaluate_link", "link before the end")),
    case("assessments/answering/landing.html", "so Pat Participant will know", opens("rate", "link of manager")),
    case("assessments/raters/decline.html", "Who is told", opens("rater_decline", "link of co_worker")),
    case("assessments/raters/decline.html", PROBLEM, presses("I would rather not answer")),
    case(
        "assessments/raters/declined.html",
        "If you change your mind",
        chooses("I have no time before it closes"),
        presses("I would rather not answer"),
    ),
    case("assessments/answering/landing.html", "I would rather not answer", presses("I can answer after all")),
    case("assessments/answering/landing.html", "Your name is not on your answers", opens("rate", "link of co_worker")),
    case(
        "assessments/answering/landing.html",
        "You are also asked about",
        arranges(worlds.asks_about_another),
        opens("rate", "link of co_worker"),
    ),
    case("assessments/answering/page.html", "Page 1 of 6", presses("Start")),
    case("assessments/answering/page.html", PROBLEM, presses("Continue")),
    case("assessments/answering/comments.html", "Leave out names, dates", opens("answer_comments", "co_worker")),
    case("assessments/answering/comments.html", PROBLEM, fills("Which strengths", TOO_LONG), presses("Continue")),
    case("assessments/answering/check.html", "30 statements still need an answer", opens("answer_check", "co_worker")),
    case("assessments/answering/check.html", "Some statements have no answer yet", presses("Submit")),
    case(
        "assessments/answering/check.html",
        "nothing says any more that they are yours",
        arranges(worlds.answers_everything),
        opens("answer_check", "co_worker"),
    ),
    case(
        "assessments/answering/check.html",
        "Some of your words are marked",
        arranges(worlds.gives_themselves_away),
        opens("answer_check", "co_worker"),
    ),
    case("assessments/answering/done.html", "You need do nothing more", presses("Submit")),
    case("assessments/answering/answered.html", "You have already answered", opens("rate", "link of co_worker")),
    case(
        "assessments/answering/no_longer.html",
        "Somebody else is asked instead",
        arranges(worlds.replaces_co_worker),
        opens("answer_check", "co_worker"),
    ),
    case(
        "assessments/my_assessment.html",
        "1. Name your raters",
        signs_in("participant"),
        opens("my_assessment", "subject"),
    ),
    case("assessments/answering/page.html", "How often do you do this?", presses("Rate yourself")),
    case("assessments/answering/comments.html", "beside those of the others", opens("answer_comments", "self")),
    case(
        "assessments/answering/own.html",
        "This link is for somebody else",
        opens("rate", "link of manager"),
        presses("Start"),
    ),
    case(
        "assessments/answering/closed.html",
        "Go to your 360",
        arranges(worlds.closes_round),
        opens("answer_check", "self"),
    ),
    case("assessments/answering/away.html", "You have been away", signs_out, opens("answer_check", "co_worker")),
]

QUESTIONNAIRES: list[Case] = [
    case(
        "assessments/instruments/list.html",
        "has imported no questionnaire",
        signs_in("administrator"),
        opens("instruments"),
    ),
    case("assessments/instruments/import.html", "What the file must hold", opens("instrument_import")),
    case("assessments/instruments/import.html", PROBLEM, presses("Check the questionnaire")),
    case(
        "assessments/instruments/import.html",
        "This is exactly what will be stored",
        fills("Paste the questionnaire", worlds.QUESTIONNAIRE),
        presses("Check the questionnaire"),
    ),
    case("assessments/instruments/instrument.html", "is stored.", presses("Store the questionnaire")),
    case(
        "assessments/instruments/import.html",
        "Nothing is stored yet",
        opens("instrument_import"),
        fills("Paste the questionnaire", worlds.BROKEN_QUESTIONNAIRE),
        presses("Check the questionnaire"),
    ),
    case(
        "assessments/instruments/list.html",
        "Expires in 12 days",
        arranges(worlds.imports_questionnaires),
        opens("instruments"),
    ),
    case("assessments/instruments/instrument.html", worlds.LONG_TITLE, opens("instrument", "instrument")),
    case("assessments/instruments/licence.html", "Correct the licence", opens("instrument_licence", "instrument")),
    case("assessments/instruments/licence.html", PROBLEM, fills("Seats", "many"), presses("Save the licence")),
    case("assessments/open_round.html", "cannot be opened: expired", opens("cohort_assessment", "cohort")),
    case("assessments/scores/import.html", "What the list must hold", opens("import_scores", "cohort")),
    case("assessments/scores/import.html", PROBLEM, presses("Check the scores")),
    case(
        "assessments/scores/import.html",
        "Put the list right",
        fills("Name of the assessment", worlds.LONG_TITLE),
        fills("Day", "31"),
        fills("Month", "3"),
        fills("Year", "2026"),
        fills("Paste the list", worlds.BROKEN_SCORES),
        presses("Check the scores"),
    ),
    case(
        "assessments/scores/import.html",
        "Imported scores cannot be changed",
        fills("Paste the list", worlds.SCORES),
        presses("Check the scores"),
    ),
    case("assessments/round.html", "were taken over from", presses("Store the scores of 1 person")),
    case(
        "assessments/my_assessment.html",
        "were taken over from",
        signs_in("participant"),
        arranges(worlds.finds_the_subject),
        opens("my_assessment", "subject"),
    ),
]

DEBRIEFS: list[Case] = [
    case("assessments/debriefs/coaches.html", "Who debriefs whom", opens("round_coaches", "round")),
    case("assessments/debriefs/coaches.html", "Nothing is saved yet", presses("Share out evenly")),
    case(
        "assessments/debriefs/debrief.html",
        "Waits for an administrator to release it",
        opens("debrief", "subject"),
    ),
    case(
        "assessments/my_assessment.html",
        "you get it after your debrief",
        signs_in("participant"),
        opens("my_assessment", "subject"),
    ),
    case(
        "assessments/debriefs/debrief.html",
        "has the report now",
        signs_in("administrator"),
        opens("debrief", "subject"),
        presses("Release to coach Pat Participant"),
    ),
    case("assessments/debriefs/hold_all.html", "also not by itself", opens("round_hold", "round")),
    case("assessments/debriefs/hold_all.html", PROBLEM, presses("Put all on hold")),
    case("assessments/round.html", "put on hold", fills("Reason", "A rater."), presses("Put all on hold")),
    case("assessments/debriefs/lift_all.html", "opened again", opens("round_lift", "round")),
    case("assessments/debriefs/lift_all.html", PROBLEM, presses("Lift all holds")),
    case("assessments/round.html", "taken off hold", fills("Reason", "Put right."), presses("Lift all holds")),
    case("programme/home.html", "360 debriefs", signs_in("coach"), opens("home")),
    case("assessments/debriefs/debrief.html", "Record the debrief", opens("debrief", "subject")),
    case("assessments/debriefs/hold.html", "Put the report on hold?", opens("debrief_hold", "subject")),
    case("assessments/debriefs/hold.html", PROBLEM, presses("Put on hold")),
    case(
        "assessments/debriefs/debrief.html",
        "Nobody can open it",
        fills("Reason", f"{'unbroken' * 20} and then some."),
        presses("Put on hold"),
    ),
    case("assessments/debriefs/lift.html", "Lift the hold?", opens("debrief_lift", "subject")),
    case("assessments/debriefs/lift.html", PROBLEM, presses("Lift the hold")),
    case(
        "assessments/debriefs/debrief.html",
        "no longer on hold",
        fills("Reason", "Put right."),
        presses("Lift the hold"),
    ),
    case("assessments/debriefs/comments.html", "was given in trust", opens("debrief_comments", "subject")),
    case(
        "assessments/debriefs/leave_out.html",
        "This cannot be undone",
        opens("debrief_leave_out", "subject", "number", "place"),
    ),
    case("assessments/debriefs/leave_out.html", PROBLEM, presses("Leave it out")),
    case(
        "assessments/debriefs/comments.html",
        "The comment is left out",
        fills("Reason", "It names a patient."),
        presses("Leave it out"),
    ),
    case("assessments/debriefs/held.html", "When was the debrief?", opens("debrief_held", "subject")),
    case("assessments/debriefs/held.html", PROBLEM, presses("Save")),
    case(
        "assessments/debriefs/debrief.html",
        "has the report now, and is emailed",
        chooses("Yes, release it now"),
        presses("Save"),
    ),
    case("assessments/report/page.html", "can also write them here", opens("report", "subject")),
    case("assessments/report/page.html", "Write your commitments", signs_in("participant"), opens("report", "subject")),
    case("assessments/report/commit.html", "nobody sees them but you", opens("commitments", "subject")),
    case("assessments/report/commit.html", PROBLEM, fills("What will you do?", TOO_LONG), presses("Save")),
    case(
        "assessments/report/page.html",
        "Change your commitments",
        fills("What will you do?", "Ask first."),
        presses("Save"),
    ),
]

COMPLETE: list[Case] = [
    case("assessments/round.html", "0 of 3 ready", signs_in("administrator"), opens("round", "round")),
    case("assessments/closing/page.html", "Too few people answered about", opens("round_progress", "round")),
    case("assessments/cohort/page.html", "There are too few reports", opens("cohort_report", "round")),
    case("assessments/round.html", "1 of 3 ready", arranges(worlds.finishes_one), opens("round", "round")),
    case(
        "assessments/round.html",
        "Some reports could not be made",
        arranges(worlds.fails_the_others),
        opens("round", "round"),
    ),
    case("assessments/rounds/subject.html", "Open again for late answers", opens("round_subject", "subject")),
    case("assessments/rounds/extend.html", "What late answers can change", opens("subject_extend", "subject")),
    case(
        "assessments/round.html",
        "There are no reports",
        arranges(worlds.closes_without_answers),
        opens("round", "silent round"),
    ),
    *DEBRIEFS,
    case(
        "evaluations/cohort.html",
        "Results by element",
        signs_in("administrator"),
        opens("cohort_evaluation", "cohort"),
    ),
    case(
        "evaluations/cohort.html",
        "Being made",
        opens("issue_report", "cohort"),
        presses("Issue the report"),
    ),
    case(
        "evaluations/cohort.html",
        "Could not be made",
        arranges(worlds.fails_the_others),
        opens("cohort_evaluation", "cohort"),
    ),
    case(
        "evaluations/cohort.html",
        "Download evaluation report",
        signs_in("executive"),
        arranges(worlds.finishes_all),
        opens("cohort_evaluation", "cohort"),
    ),
    case("programme/home.html", "Report 1 (PDF)", opens("home")),
    case("programme/home.html", "Your reports", signs_in("participant"), opens("home")),
    case("assessments/my_assessment.html", "Download your report", opens("my_assessment", "subject")),
    case(
        "assessments/my_assessment.html",
        "there is no report",
        signs_in("silent"),
        opens("my_assessment", "silent subject"),
    ),
    case(
        "assessments/round.html",
        "and about nobody else",
        signs_in("administrator"),
        arranges(worlds.opens_one_again),
        opens("round", "round"),
    ),
]

SIGNING_IN: list[Case] = [
    case("account/request_login_code.html", "What is your email address?", opens("account_login")),
    case("account/request_login_code.html", PROBLEM, presses("Send me a code")),
    case(
        "account/confirm_login_code.html",
        "Check your email",
        arranges(worlds.sets_up_app("administrator")),
        fills("email address", LONG_EMAIL),
        presses("Send me a code"),
    ),
    case("account/confirm_login_code.html", PROBLEM, presses("Sign in")),
    case("mfa/authenticate.html", "Enter your second code", fills_emailed_code, presses("Sign in")),
    case("mfa/authenticate.html", PROBLEM, presses("Sign in")),
    case("account/account_inactive.html", "This account is closed", opens("account_inactive")),
    case("programme/accessibility.html", "2.2", opens("accessibility")),
    case("programme/privacy.html", "could link rows", opens("privacy")),
    case("404.html", "Page not found", signs_out, opens_path("/r/nothing/more/")),
    case("400.html", "We could not read that request", opens("account_login"), runs(SENDS_TOO_MUCH)),
    case(
        "403_csrf.html", "Send your answers again", opens("account_login"), runs(LOSES_TOKEN), presses("Send me a code")
    ),
    case("413.html", "That is too big", shows(worlds.sends_a_flood)),
    case("500.html", "Sorry, there is a problem with Cadre", opens_path("/crash/")),
    case(
        "account/mail_refused.html",
        "We could not send the email",
        arranges(worlds.stops_the_post),
        opens("account_login"),
        fills("email address", LONG_EMAIL),
        presses("Send me a code"),
    ),
]

ACCOUNT: list[Case] = [
    case(
        "mfa/index.html",
        "As an administrator you need a second way",
        signs_in_without_factor("new administrator"),
        opens("mfa_index"),
    ),
    case("mfa/index.html", "See and change your passkeys", signs_in("administrator"), opens("mfa_index")),
    case("mfa/totp/deactivate_form.html", "Codes from the app will no longer work", opens("mfa_deactivate_totp")),
    case("mfa/webauthn/authenticator_list.html", "Passkey of Zircon", opens("mfa_list_webauthn")),
    case("mfa/webauthn/edit_form.html", "Rename this passkey", opens("mfa_edit_webauthn", "passkey")),
    case("mfa/webauthn/edit_form.html", PROBLEM, fills("Name", ""), presses("Save")),
    case(
        "mfa/webauthn/authenticator_confirm_delete.html", "Passkey of Zircon", opens("mfa_remove_webauthn", "passkey")
    ),
    case("mfa/recovery_codes/index.html", "Each works once", opens("mfa_view_recovery_codes")),
    case("mfa/recovery_codes/generate.html", "will stop working", opens("mfa_generate_recovery_codes")),
    case("mfa/webauthn/reauthenticate.html", "Use a code instead", opens("mfa_reauthenticate_webauthn")),
    case("mfa/reauthenticate.html", "Use a passkey instead", opens("mfa_reauthenticate")),
    case("mfa/reauthenticate.html", PROBLEM, presses("Continue")),
    case("429.html", "Too many tries", runs(TRIES_TOO_OFTEN), presses("Continue")),
    case("account/logout.html", "Do you want to sign out?", opens("account_logout")),
    case("mfa/index.html", "App for codes", signs_in("participant"), opens("mfa_index")),
    case("403.html", "You cannot do this", opens("mfa_reauthenticate")),
    case("mfa/webauthn/authenticator_list.html", "You have no passkey yet", opens("mfa_list_webauthn")),
    case("mfa/recovery_codes/generate.html", "You get 10 codes", opens("mfa_generate_recovery_codes")),
    case("mfa/recovery_codes/generate.html", PROBLEM, presses("Make new codes")),
    case("mfa/webauthn/add_form.html", "Your browser asks for", opens("mfa_add_webauthn")),
    case("mfa/webauthn/add_form.html", PROBLEM, runs("document.querySelector('main form').submit()")),
    case("mfa/totp/activate_form.html", "point it at this picture", opens("mfa_activate_totp")),
    case("mfa/totp/activate_form.html", PROBLEM, presses("Finish")),
]

DEMONSTRATION: list[Case] = [
    case("programme/demo_sign_in.html", "is not loaded", opens_path("/demonstration/")),
    case(
        "programme/demo_sign_in.html",
        "Raters have no account",
        arranges(worlds.loads_demonstration),
        opens_path("/demonstration/"),
    ),
    case("account/request_login_code.html", "Or sign in with an emailed code", opens("account_login")),
    case("programme/mailbox.html", "No email has been sent yet", opens_path("/mailbox/")),
    case("programme/mailbox.html", LONG_EMAIL, arranges(worlds.receives_mail), opens_path("/mailbox/")),
    case("programme/mailbox_message.html", "Dear Bartholomew", opens("mailbox_message", "mail")),
    case("programme/home.html", "You are signed in", opens_path("/demonstration/"), presses("Sign in as coach")),
]

WHOLE_COHORT: list[Case] = [
    case(
        "assessments/cohort/page.html", "PDF being made", signs_in("administrator"), opens("cohort_report", "baseline")
    ),
    case("assessments/cohort/page.html", "There is nothing new to say", presses("Make again")),
    case("assessments/cohort/page.html", "Held back", opens("cohort_report", "reassessment")),
    case(
        "assessments/cohort/page.html",
        "PDF could not be made",
        arranges(worlds.fails_the_others),
        opens("cohort_report", "reassessment"),
    ),
    case(
        "assessments/cohort/page.html",
        "Make the cohort report",
        arranges(worlds.forgets_cohort_reports),
        opens("cohort_report", "reassessment"),
    ),
    case(
        "assessments/cohort/page.html",
        "Download the report",
        presses("Make the cohort report"),
        signs_in("executive"),
        arranges(worlds.finishes_all),
        opens("cohort_report", "reassessment"),
    ),
    case("programme/home.html", "Reassessment", opens("home")),
]

SCENES: dict[str, Scene] = {
    "questionnaires and scores": Scene(worlds.before_the_360, QUESTIONNAIRES),
    "a new installation": Scene(worlds.nobody, NOTHING_YET),
    "the first steps": Scene(worlds.new_trust, FIRST_STEPS),
    "an administrator": Scene(worlds.under_way, ADMINISTRATOR),
    "a participant": Scene(worlds.under_way, PARTICIPANT),
    "an executive and a coach": Scene(worlds.under_way, EXECUTIVE_AND_COACH),
    "whoever has a link": Scene(worlds.asked, BY_LINK),
    "a closed round": Scene(worlds.complete, COMPLETE),
    "a whole cohort": Scene(worlds.reassessed, WHOLE_COHORT),
    "signing in": Scene(worlds.under_way, SIGNING_IN, {"ROOT_URLCONF": "tests.programme.test_headers"}),
    "an account": Scene(worlds.accounts, ACCOUNT),
    "the demonstration": Scene(
        worlds.nobody, DEMONSTRATION, {"ROOT_URLCONF": "tests.programme.demonstration_urls", "DEMO": True}
    ),
}

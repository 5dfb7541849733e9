"""Who may reach which page: for every address its answer to every role.

An answer is a status, or where a redirect leads: `SIGN_IN`, or `ELSEWHERE`. Whoever is not named is sent to sign in
when signed out, and otherwise told that there is no such page. Every POST is sent without any field.
"""

from dataclasses import dataclass

SIGN_IN = "to sign in"
ELSEWHERE = "elsewhere"

SIGNED_OUT = ("signed out", "rater")
SIGNED_IN = ("participant", "other participant", "coach", "facilitator", "executive", "administrator", "outsider")
ROLES = (*SIGNED_OUT, *SIGNED_IN)

Answer = int | str
Answers = dict[str, Answer]
NOBODY: Answers = {**dict.fromkeys(SIGNED_OUT, SIGN_IN), **dict.fromkeys(SIGNED_IN, 404)}


def only(answer: Answer, *roles: str) -> Answers:
    return NOBODY | dict.fromkeys(roles, answer)


def everybody(answer: Answer) -> Answers:
    return dict.fromkeys(ROLES, answer)


def signed_in(answer: Answer) -> Answers:
    return only(answer, *SIGNED_IN)


def before_signing_in(answer: Answer) -> Answers:
    """Make a route that leads people home who are signed in already."""
    return dict.fromkeys(SIGNED_OUT, answer) | dict.fromkeys(SIGNED_IN, ELSEWHERE)


@dataclass(frozen=True)
class Route:
    """What GET and POST answer, and the objects whose keys stand in the address."""

    get: Answers
    post: Answers
    objects: tuple[str, ...] = ()


ADMINISTRATORS = ("administrator", "outsider")
IN_THE_SESSION = ("participant", "other participant", "coach", "executive", "administrator")
FOLLOW_DEBRIEF = ("coach", "administrator")
PARTICIPANTS = ("participant", "other participant")
# The participant's own, and whoever runs their programme
KEEP_DIARY = ("participant", "administrator")
IN_THE_COHORT = (*PARTICIPANTS, "coach")
# Both have an app, so nobody else is asked for a code again.
WITH_APP = ADMINISTRATORS


def run_by_administrator(get: Answer, post: Answer, *objects: str) -> Route:
    return Route(only(get, "administrator"), only(post, "administrator"), objects)


def read_by_administrator(*objects: str) -> Route:
    return Route(only(200, "administrator"), signed_in(405), objects)


def of_rater(get: Answer, post: Answer, *objects: str) -> Route:
    """Pages of a questionnaire exist only in the browser that started it by its link."""
    not_there: Answers = everybody(404)
    return Route(not_there | {"rater": get}, not_there | {"rater": post}, objects)


def asked_again() -> Answers:
    """Only somebody who has a second factor can be asked for it once more."""
    return signed_in(403) | dict.fromkeys(WITH_APP, 200)


ROUTES: dict[str, Route] = {
    # Everybody's pages
    "home": Route(signed_in(200), signed_in(405)),
    "health": Route(everybody(200), everybody(405)),
    "accessibility": Route(everybody(200), everybody(405)),
    "privacy": Route(everybody(200), everybody(405)),
    # Signing in and out
    "account_login": Route(before_signing_in(200), before_signing_in(200)),
    "account_request_login_code": Route(before_signing_in(200), before_signing_in(200)),
    "account_signup": Route(before_signing_in(200), before_signing_in(200)),
    "account_confirm_login_code": Route(before_signing_in(SIGN_IN), before_signing_in(SIGN_IN)),
    "mfa_login_webauthn": Route(before_signing_in(SIGN_IN), before_signing_in(SIGN_IN)),
    "mfa_authenticate": Route(before_signing_in(SIGN_IN), before_signing_in(SIGN_IN)),
    "account_inactive": Route(everybody(200), everybody(405)),
    "account_logout": Route(everybody(200) | dict.fromkeys(SIGNED_OUT, SIGN_IN), everybody(SIGN_IN)),
    # The second factor
    "mfa_index": Route(signed_in(200), signed_in(405)),
    "mfa_reauthenticate": Route(asked_again(), asked_again()),
    "mfa_reauthenticate_webauthn": Route(
        signed_in(403) | {"administrator": 200, "outsider": ELSEWHERE},
        signed_in(403) | {"administrator": SIGN_IN, "outsider": ELSEWHERE},
    ),
    "mfa_activate_totp": Route(
        signed_in(200) | dict.fromkeys(WITH_APP, ELSEWHERE), signed_in(200) | dict.fromkeys(WITH_APP, ELSEWHERE)
    ),
    "mfa_deactivate_totp": Route(only(200, *WITH_APP), only(ELSEWHERE, *WITH_APP)),
    "mfa_list_webauthn": Route(signed_in(200), signed_in(405)),
    "mfa_add_webauthn": Route(signed_in(200), signed_in(200)),
    "mfa_edit_webauthn": Route(only(200, "administrator"), only(200, "administrator"), ("passkey",)),
    "mfa_remove_webauthn": Route(only(200, "administrator"), only(ELSEWHERE, "administrator"), ("passkey",)),
    "mfa_view_recovery_codes": Route(only(200, "administrator"), only(405, *SIGNED_IN)),
    "mfa_generate_recovery_codes": Route(signed_in(200), signed_in(200) | dict.fromkeys(WITH_APP, ELSEWHERE)),
    "mfa_download_recovery_codes": Route(only(200, "administrator"), signed_in(405)),
    # Programmes, cohorts and their people
    "programmes": Route(only(200, *ADMINISTRATORS), only(405, *SIGNED_IN)),
    "programme_new": Route(only(200, *ADMINISTRATORS), only(200, *ADMINISTRATORS)),
    "programme": read_by_administrator("programme"),
    "team": Route(only(200, *ADMINISTRATORS), signed_in(405)),
    "team_add": Route(signed_in(405), only(200, *ADMINISTRATORS)),
    "team_remove": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("grant",)),
    "emails": Route(only(200, *ADMINISTRATORS), signed_in(405)),
    "email_again": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("email",)),
    "enrol_template": Route(only(200, *ADMINISTRATORS), signed_in(405), ("format",)),
    "cohort": read_by_administrator("cohort"),
    "cohort_change": run_by_administrator(200, 200, "cohort"),
    "programme_change": run_by_administrator(200, 200, "programme"),
    "enrol": run_by_administrator(200, 200, "cohort"),
    "enrolment_change": run_by_administrator(200, 200, "enrolment"),
    "withdraw": run_by_administrator(200, 200, "enrolment"),
    # Sessions
    "cohort_new": run_by_administrator(200, 200, "programme"),
    "cohort_sessions": read_by_administrator("cohort"),
    "session": Route(only(200, *IN_THE_SESSION), signed_in(405), ("session",)),
    "session_move": run_by_administrator(200, 200, "session"),
    "session_clashes": Route(signed_in(405), only(200, "administrator"), ("session",)),
    "session_cancel": run_by_administrator(200, 200, "session"),
    "session_reinstate": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("session",)),
    "calendar": Route(signed_in(200), signed_in(405)),
    # What planning respects
    # Of a cohort whose sessions are over there is nothing left to plan.
    "plan_cohort": run_by_administrator(ELSEWHERE, ELSEWHERE, "cohort"),
    "repair": run_by_administrator(ELSEWHERE, ELSEWHERE, "cohort"),
    "planning_run": read_by_administrator("planning run"),
    "planning_stop": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("planning run",)),
    "planning_again": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("planning run",)),
    "planning_relax": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("planning run", "number")),
    "plan_take": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("plan",)),
    "planning_home": Route(only(200, *ADMINISTRATORS), signed_in(405)),
    "venues": Route(only(200, *ADMINISTRATORS), signed_in(405)),
    "venue_new": Route(only(200, *ADMINISTRATORS), only(200, *ADMINISTRATORS)),
    "venue": read_by_administrator("venue"),
    "venue_change": run_by_administrator(200, 200, "venue"),
    "venue_remove": run_by_administrator(200, 200, "venue"),
    "venue_close": run_by_administrator(200, 200, "venue"),
    "venue_reopen": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("venue", "closure")),
    "closed_days": Route(only(200, *ADMINISTRATORS), signed_in(405)),
    "closed_days_new": Route(only(200, *ADMINISTRATORS), only(200, *ADMINISTRATORS)),
    "closed_days_import": Route(only(200, *ADMINISTRATORS), only(200, *ADMINISTRATORS)),
    "closed_days_example": Route(only(200, *ADMINISTRATORS), signed_in(405)),
    "closed_days_change": run_by_administrator(200, 200, "closed days"),
    "closed_days_remove": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("closed days",)),
    "diaries": Route(only(200, *ADMINISTRATORS), signed_in(405)),
    "diary": Route(only(200, *KEEP_DIARY), signed_in(405), ("person",)),
    "diary_week": Route(only(200, *KEEP_DIARY), only(ELSEWHERE, *KEEP_DIARY), ("person",)),
    "diary_take_off": Route(only(200, *KEEP_DIARY), only(200, *KEEP_DIARY), ("person",)),
    "diary_take_back": Route(signed_in(405), only(ELSEWHERE, *KEEP_DIARY), ("person", "absence")),
    "diary_leads": run_by_administrator(200, ELSEWHERE, "person"),
    "diary_import": Route(only(200, *KEEP_DIARY), only(200, *KEEP_DIARY), ("person",)),
    "diary_forget": Route(signed_in(405), only(ELSEWHERE, *KEEP_DIARY), ("person",)),
    "session_answer": Route(only(200, *PARTICIPANTS), only(200, *PARTICIPANTS), ("session",)),
    "session_answer_link": Route(everybody(200), everybody(200), ("link to answer",)),
    "session_answer_done": Route(everybody(200), everybody(405)),
    "calendar_feed": Route(signed_in(200), signed_in(405)),
    "feed_new": Route(only(ELSEWHERE, "participant"), only(200, "participant"), ("person",)),
    "feed_off": Route(signed_in(405), only(ELSEWHERE, "participant"), ("person",)),
    "feed": Route(everybody(200), everybody(405), ("secret address",)),
    "session_file": Route(only(200, *IN_THE_SESSION), signed_in(405), ("session",)),
    "cohort_file": Route(only(200, *PARTICIPANTS, "executive", "administrator"), signed_in(405), ("cohort",)),
    "handbook": Route(
        only(200, *IN_THE_COHORT, "administrator"), only(ELSEWHERE, *IN_THE_COHORT, "administrator"), ("cohort",)
    ),
    # The 360
    "instruments": Route(only(200, *ADMINISTRATORS), signed_in(405)),
    "instrument_import": Route(only(200, *ADMINISTRATORS), only(200, *ADMINISTRATORS)),
    "instrument_example": Route(only(200, *ADMINISTRATORS), signed_in(405), ("format",)),
    "instrument": read_by_administrator("instrument"),
    "instrument_licence": run_by_administrator(200, 200, "instrument"),
    "import_scores": run_by_administrator(200, 200, "cohort"),
    "scores_to_fill_in": read_by_administrator("cohort"),
    "cohort_assessment": run_by_administrator(ELSEWHERE, ELSEWHERE, "cohort"),
    "round": run_by_administrator(200, 200, "round"),
    "round_add": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("round",)),
    "round_remind": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("round",)),
    "open_reassessment": run_by_administrator(200, 200, "cohort"),
    "policy": run_by_administrator(200, 200, "organisation"),
    "correct_scores": run_by_administrator(ELSEWHERE, ELSEWHERE, "round"),
    "round_dates": run_by_administrator(200, 200, "round"),
    "round_completion": read_by_administrator("round"),
    "round_subject": read_by_administrator("subject"),
    "subject_remind": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("subject",)),
    "subject_extend": run_by_administrator(200, 200, "subject"),
    "round_close": run_by_administrator(200, ELSEWHERE, "round"),
    "round_progress": read_by_administrator("round"),
    "cohort_report": Route(only(200, "administrator", "executive"), signed_in(405), ("round",)),
    "cohort_report_make": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("round",)),
    "round_coaches": run_by_administrator(200, ELSEWHERE, "round"),
    "round_give": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("round",)),
    "round_hold": run_by_administrator(200, 200, "round"),
    "round_lift": run_by_administrator(200, 200, "round"),
    # The report has gone all the way, so that only what is left to do is there.
    "debrief": Route(only(200, *FOLLOW_DEBRIEF), signed_in(405), ("subject",)),
    "debrief_give": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("subject",)),
    "debrief_held": Route(only(ELSEWHERE, "coach"), only(200, "coach"), ("subject",)),
    "debrief_release": Route(signed_in(405), only(ELSEWHERE, "coach"), ("subject",)),
    "debrief_again": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("subject",)),
    "debrief_hold": Route(only(200, *FOLLOW_DEBRIEF), only(200, *FOLLOW_DEBRIEF), ("subject",)),
    "debrief_lift": Route(only(ELSEWHERE, *FOLLOW_DEBRIEF), only(200, *FOLLOW_DEBRIEF), ("subject",)),
    "debrief_comments": Route(only(200, "coach"), signed_in(405), ("subject",)),
    "debrief_leave_out": Route(only(200, "coach"), only(200, "coach"), ("subject", "number", "place")),
    "my_assessment": Route(only(200, "participant"), only(200, "participant"), ("subject",)),
    "name_raters": Route(only(200, "participant"), only(200, "participant"), ("subject",)),
    "report": Route(only(200, "participant", "coach"), signed_in(405), ("subject",)),
    "commitments": Route(only(200, "participant"), only(ELSEWHERE, "participant"), ("subject",)),
    "rate_self": Route(only(ELSEWHERE, "participant"), only(ELSEWHERE, "participant"), ("subject",)),
    "own_rater_correct": Route(only(200, "participant"), only(200, "participant"), ("subject", "invitation")),
    # Only who declined is replaced.
    "own_rater_replace": Route(
        only(ELSEWHERE, "participant"), only(ELSEWHERE, "participant"), ("subject", "invitation")
    ),
    "round_raters": run_by_administrator(200, ELSEWHERE, "round"),
    "subject_raters": run_by_administrator(200, ELSEWHERE, "round", "subject"),
    "rater_change": run_by_administrator(200, 200, "round", "invitation"),
    "rater_replace": run_by_administrator(200, 200, "round", "invitation"),
    "rater_remove": run_by_administrator(ELSEWHERE, ELSEWHERE, "round", "invitation"),
    "round_requests": read_by_administrator("round"),
    "round_join": run_by_administrator(200, 200, "round"),
    "round_part": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("round", "known")),
    # The participant cannot answer about themselves in the place of a rater.
    "rate": Route(everybody(200), everybody(ELSEWHERE) | {"participant": 403}, ("rater's link",)),
    "rater_decline": Route(
        everybody(200) | {"participant": 403}, everybody(200) | {"participant": 403}, ("rater's link",)
    ),
    "rater_answer_after_all": Route(everybody(405), everybody(ELSEWHERE) | {"participant": 403}, ("rater's link",)),
    "answer_start": of_rater(ELSEWHERE, ELSEWHERE, "invitation"),
    "answer_page": of_rater(200, 200, "invitation", "page"),
    "answer_comments": of_rater(200, ELSEWHERE, "invitation"),
    "answer_check": of_rater(200, 200, "invitation"),
    "answer_done": of_rater(ELSEWHERE, ELSEWHERE, "invitation"),
    "answer_next": Route(everybody(404), everybody(404), ("invitation",)),
    "answer_save": Route(everybody(405), everybody(404) | {"rater": 400}, ("invitation",)),
    # Documents and evaluations
    "document": Route(only(200, "participant", "coach"), signed_in(405), ("report about the participant",)),
    "evaluate": Route(only(200, *PARTICIPANTS), only(200, *PARTICIPANTS), ("session",)),
    "evaluate_done": Route(only(200, "participant") | {"other participant": ELSEWHERE}, signed_in(405), ("session",)),
    "evaluate_link": Route(everybody(200), everybody(200), ("participant's link",)),
    "evaluate_link_done": Route(everybody(200), everybody(405)),
    "cohort_evaluation": Route(only(200, "administrator", "executive"), signed_in(405), ("cohort",)),
    "issue_report": run_by_administrator(200, 200, "cohort"),
    # Releasing dates
    "release_dates": run_by_administrator(200, ELSEWHERE, "cohort"),
    "releases_of_dates": read_by_administrator("cohort"),
    # Designs: what is posted without any field moves, removes, publishes or discards, or is refused beside its field
    "programme_designs": read_by_administrator("programme"),
    "design_copy": run_by_administrator(200, 200, "programme"),
    "design_import": run_by_administrator(200, 200, "programme"),
    "design": read_by_administrator("design"),
    "design_file": read_by_administrator("design"),
    "design_edit": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("design",)),
    "draft": read_by_administrator("programme"),
    "draft_settings": run_by_administrator(200, 200, "programme"),
    "draft_element_new": run_by_administrator(200, 200, "programme"),
    "draft_element": run_by_administrator(200, 200, "programme", "element"),
    "draft_element_move": Route(signed_in(405), NOBODY, ("programme", "element")),
    "draft_element_remove": run_by_administrator(200, ELSEWHERE, "programme", "element"),
    "draft_rule_new": run_by_administrator(200, 200, "programme"),
    "draft_rule": run_by_administrator(200, 200, "programme", "rule"),
    "draft_rule_remove": Route(signed_in(405), only(ELSEWHERE, "administrator"), ("programme", "rule")),
    "draft_check": run_by_administrator(200, ELSEWHERE, "programme"),
    "draft_discard": run_by_administrator(200, ELSEWHERE, "programme"),
}

# These exist in demonstration mode alone; everywhere else they are no pages at all.
DEMONSTRATION = {"demo_sign_in", "demo_sign_in_as", "mailbox", "mailbox_message"}

"""The content of a full report: a manager, three groups, thirty statements and twelve comments on each question."""

import random
from datetime import date
from typing import Any

from assessments.instruments.importing import own_spec
from assessments.results.disclosure import disclose
from assessments.results.scoring import USUAL_RATER_SD
from assessments.results.values import Answers, RatedQuestionnaire, RatedStatement
from cohorts.models import Practice

GROUPS = {"self": 1, "manager": 1, "direct_report": 4, "co_worker": 4, "other": 3}
NOT_OBSERVED = 0.03
LENGTH = 200
SAID = (
    "listens at handover and explains why the rota changes so that people know where they stand it would help to hear "
    "more often what has become of the ideas that colleagues on nights bring to the unit meeting"
)


def full_report(number: int) -> dict[str, Any]:
    """Make the content of a participant's report, as it is stored when a round closes."""
    spec, chance = own_spec(), random.Random(number)  # noqa: S311
    asked = [RatedStatement(each.number, each.practice, each.text) for each in spec.statements]
    questionnaire = RatedQuestionnaire(dict(Practice.choices), asked, spec.questions)
    answers = [answered(group, chance, len(asked)) for group, count in GROUPS.items() for _ in range(count)]
    return {
        "name": f"Participant {number}",
        "organisation": "Fenmoor Trust",
        "programme": "Leading for Change",
        "cohort": "Cohort 1",
        "round": "Baseline",
        "closed_on": date(2026, 11, 1).isoformat(),
        "instrument": f"{spec.name}, version {spec.version}",
        "source": "",
        "lowest": questionnaire.lowest,
        "highest": questionnaire.highest,
        "lowest_label": spec.labels[spec.lowest],
        "highest_label": spec.labels[spec.highest],
        "rater_sd": USUAL_RATER_SD,
        "result": disclose(questionnaire, answers, invited=GROUPS, least=3).frozen(),
        "change": None,
    }


def answered(group: str, chance: random.Random, statements: int) -> Answers:
    level = chance.gauss(7, 0.7)
    ratings = [
        rating(level, chance) if group == "self" or chance.random() > NOT_OBSERVED else None for _ in range(statements)
    ]
    return Answers(group, ratings, ["" if group == "self" else comment(chance) for _ in range(3)])


def rating(level: float, chance: random.Random) -> int:
    return max(1, min(10, round(chance.gauss(level, 1.1))))


def comment(chance: random.Random) -> str:
    said = ""
    while len(said) < LENGTH:
        said += f"{chance.choice(SAID.split())} "
    return f"{said[: LENGTH - 1].strip()}."

"""The statements of an instrument, kept in memory: instruments never change, and every rater's page shows one."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from assessments.models import Instrument, Statement

STATEMENTS_PER_PAGE = 5
# The value that a form sends for a statement that the rater could not observe.
NOT_OBSERVED = "unable"
NOT_OBSERVED_BY_RATER = "Not able to observe"
NOT_OBSERVED_BY_SELF = "Does not apply to me"


@dataclass(frozen=True)
class AskedStatement:
    """A statement as a rater is asked it."""

    number: int
    text: str

    @property
    def page(self) -> int:
        return page_of(self.number)


@dataclass(frozen=True)
class AnswerOption:
    """An answer on the scale: the value that a form sends, and its label."""

    value: str
    label: str
    is_words: bool = False


@dataclass(frozen=True)
class Questionnaire:
    """An instrument as raters are asked it."""

    pk: int
    lowest: int
    highest: int
    labels: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    statements: tuple[AskedStatement, ...]
    may_be_unobserved: bool

    @cached_property
    def ratings(self) -> dict[str, int | None]:
        """The values that a form may send for a statement, and the rating that each stands for."""
        numbers: dict[str, int | None] = {str(number): number for number in range(self.lowest, self.highest + 1)}
        return numbers | ({NOT_OBSERVED: None} if self.may_be_unobserved else {})

    @cached_property
    def ends(self) -> tuple[str, str]:
        """The lowest and the highest number, each with its label."""
        labels = dict(self.labels)
        low, high = (f"{number} {labels.get(str(number), '')}".strip() for number in (self.lowest, self.highest))
        return low, high

    @property
    def count(self) -> int:
        return len(self.statements)

    @property
    def pages(self) -> int:
        return page_of(self.count)

    def on_page(self, page: int) -> tuple[AskedStatement, ...]:
        return self.statements[(page - 1) * STATEMENTS_PER_PAGE : page * STATEMENTS_PER_PAGE]

    def options(self, not_observed: str) -> list[AnswerOption]:
        words = [AnswerOption(NOT_OBSERVED, not_observed, is_words=True)] if self.may_be_unobserved else []
        return [*(AnswerOption(str(number), str(number)) for number in range(self.lowest, self.highest + 1)), *words]


def page_of(number: int) -> int:
    return (number - 1) // STATEMENTS_PER_PAGE + 1


@lru_cache(maxsize=64)
def load_questionnaire(pk: int) -> Questionnaire:
    """Load the instrument of this key with its statements. Raises Instrument.DoesNotExist."""
    instrument = Instrument.objects.get(pk=pk)
    statements = Statement.objects.filter(instrument=pk).order_by("number").values_list("number", "text")
    return Questionnaire(
        pk=pk,
        lowest=instrument.lowest,
        highest=instrument.highest,
        labels=tuple(instrument.labels.items()),
        questions=tuple(instrument.questions),
        statements=tuple(AskedStatement(number, text) for number, text in statements),
        may_be_unobserved=instrument.may_be_unobserved,
    )

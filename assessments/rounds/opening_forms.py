"""What administrators are asked when they open a round, and how what they typed is judged."""

from datetime import date
from typing import Any

from assessments.instruments.forms import ChoosesInstrument
from assessments.models import Policy
from assessments.rounds.forms import DaysField, LeastField, refuse_unfit_close
from people.fields import DateField


class OpenRoundForm(ChoosesInstrument):
    closes_on = DateField(
        label="Closing date",
        help_text="The last day on which raters can answer, for example 31 3 2027. Three to five weeks is usual.",
        error_messages={"required": "Enter the closing date"},
    )
    remind_days = DaysField(
        label="Reminders",
        required=False,
        help_text="How many days before the closing date to remind those who have not answered, for example 7, 2. "
        "You can change the dates while the round is open.",
    )
    least_in_group = LeastField(
        help_text="A group with fewer answers than this is not shown by itself. "
        "It cannot be changed once the round is open.",
    )

    def __init__(self, *args: Any, policy: Policy, usual: dict[str, Any], **kwargs: Any) -> None:
        """What the organisation has settled stands there already; the fewest answers may only be raised."""
        settled = {"least_in_group": policy.least_in_group, "remind_days": policy.reminds_days_before}
        super().__init__(*args, initial=usual | settled, **kwargs)
        least = self.fields["least_in_group"]
        if isinstance(least, LeastField):
            least.raise_to(policy.least_in_group)

    def clean_closes_on(self) -> date:
        closes_on: date = self.cleaned_data["closes_on"]
        refuse_unfit_close(closes_on)
        return closes_on

"""The warning to raters about the one risk that no rule can exclude: an accomplice in their group."""

from assessments.models import Round

# How many of the others' answers can be worked out once one member of the smallest group that is shown tells the
# participant all of their own, by the size of that group. Measured by `make leakcheck` on invented rounds in which
# people rate as they usually do: 2.2, 0.5 and 0.07 in every 100.
ACCOMPLICE_RATES = {3: "2 of 100", 4: "1 of 200", 5: "1 of 1,000"}


def accomplice_risk(round_: Round) -> str:
    """Describe the risk in the smallest group that this round shows. More than five are safer than five."""
    least = round_.least_in_group
    rate = ACCOMPLICE_RATES[min(least, max(ACCOMPLICE_RATES))]
    return (
        f"in a group of {number_in_words(least)}, if one of the others tells the participant what they answered, "
        f"some of your ratings could be worked out: about {rate}, by our own measurement"
    )


def number_in_words(number: int) -> str:
    return {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}.get(number, str(number))

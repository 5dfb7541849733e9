"""What a rater is told beforehand about the one thing that no rule can promise."""

from assessments.models import Round

# In how many of 100 groups of the smallest size a rater's answer can be worked out once another member of the group
# tells the participant their own, by the fewest answers that are shown. Measured by `make leakcheck`.
ACCOMPLICE_RATES = {3: 5, 4: 3, 5: 1}


def of_accomplices(round_: Round) -> str:
    """In plain words, for a group of as few as this round shows. More than five are safer than five."""
    least = round_.least_in_group
    rate = ACCOMPLICE_RATES[min(least, max(ACCOMPLICE_RATES))]
    return (
        f"in a group of {in_words(least)}, if one of the others tells the participant what they answered, yours may "
        f"in rare cases be worked out: in about {rate} of 100 such groups"
    )


def in_words(number: int) -> str:
    return {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}.get(number, str(number))

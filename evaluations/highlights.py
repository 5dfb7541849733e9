"""What a report says first: which element was rated highest, which lowest, and about which the fewest answered.

Plain values in, plain words out. Means are compared as they are shown, so that the sentence tells no more than they do.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from people.words import listed

Element = dict[str, Any]


def highlights(elements: Sequence[Element]) -> str:
    """One sentence, or nothing where there is nothing to compare."""
    sentence = "; ".join(filter(None, [_rated(elements), _fewest(elements)]))
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""


def _rated(elements: Sequence[Element]) -> str:
    means = {element["name"]: Decimal(element["mean"]) for element in elements if element["mean"]}
    if len(means) < 2:
        return ""
    highest, lowest = max(means.values()), min(means.values())
    if highest == lowest:
        return f"all elements with a mean were rated alike ({highest})"
    best, worst = ([name for name, mean in means.items() if mean == end] for end in (highest, lowest))
    verb = "was" if len(best) == 1 else "were"
    return f"{listed(best)} {verb} rated highest ({highest}) and {listed(worst)} lowest ({lowest})"


def _fewest(elements: Sequence[Element]) -> str:
    shares = {element["name"]: Fraction(element["n"], element["of"]) for element in elements if element["of"]}
    if len(set(shares.values())) < 2:
        return ""
    least = min(shares.values())
    few = [f"{each['name']} ({each['answered']})" for each in elements if shares.get(each["name"]) == least]
    return f"fewest of those asked answered about {listed(few)}"

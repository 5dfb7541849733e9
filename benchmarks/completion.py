"""Complete a questionnaire as a rater's browser does: at Cadre, and at the bare view beside it."""

import re

from benchmarks.browser import Answer, Browser, follow

STATEMENTS = 30
COMMENTS = ("Listens to the night shift.", "Ask before deciding, now and then.", "Hand over the Tuesday meeting.")
TO_A_PAGE = 5
BARE_TO_A_PAGE = 6


def complete(browser: Browser, token: str, *, gathers: bool = False) -> None:
    """Complete it with scripts, from the emailed link to the receipt.

    Answers are saved as they are given, so a page on which all is answered need not be posted again.
    """
    path, page = follow(browser, f"/r/{token}/")
    path, page = follow(browser, path, {"csrfmiddlewaretoken": page.token})
    for first in range(1, STATEMENTS + 1, TO_A_PAGE):
        given = {f"statement-{number}": rating(number) for number in range(first, first + TO_A_PAGE)}
        path, page = save_and_go_on(browser, page, given, gathers=gathers)
    written = {f"comment-{place}": text for place, text in enumerate(COMMENTS)}
    path, page = save_and_go_on(browser, page, written, gathers=gathers)
    path, page = follow(browser, path, {"csrfmiddlewaretoken": page.token})
    assert "Your answers have been submitted" in page.text, page.text[:500]


def save_and_go_on(browser: Browser, page: Answer, given: dict[str, str], *, gathers: bool) -> tuple[str, Answer]:
    """Save the answers of a page and open the next, with one save for each answer or one for all.

    Twelve minutes for thirty statements are 24 seconds for each, and the script collects changes for a second and a
    half: readers cause one save for each answer, and only very quick raters one for a page.
    """
    posts = [given] if gathers else [{name: value} for name, value in given.items()]
    for post in posts:
        assert save(browser, attribute(page, "data-autosave"), page.token, post)
    return follow(browser, attribute(page, "data-next"))


def attribute(page: Answer, name: str) -> str:
    found = re.search(rf'{name}="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


def save(browser: Browser, address: str, token: str, changed: dict[str, str]) -> bool:
    return browser.send(address, {"csrfmiddlewaretoken": token, **changed}).status == 200


def complete_bare(browser: Browser, pk: str) -> None:
    """Complete it in seven requests: the first page, five pages of ratings that each return the next, and comments."""
    path = f"/{pk}/"
    page = browser.send(path)
    for first in range(1, STATEMENTS + 1, BARE_TO_A_PAGE):
        given = {f"statement-{number}": rating(number) for number in range(first, first + BARE_TO_A_PAGE)}
        page = browser.send(path, {"csrfmiddlewaretoken": page.token, "first": str(first), **given})
    written = {f"comment-{place}": text for place, text in enumerate(COMMENTS)}
    page = browser.send(path, {"csrfmiddlewaretoken": page.token, **written})
    assert "Thank you" in page.text, page.text[:500]


def rating(number: int) -> str:
    return str(number % 10 + 1)

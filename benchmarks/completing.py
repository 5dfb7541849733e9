"""One completed questionnaire, as a rater's browser goes through it: at Cadre, and at the bare view beside it."""

import re

from benchmarks.browsing import Browser, follow

AUTOSAVE = re.compile(r'data-autosave="([^"]+)"')
STATEMENTS = 30
COMMENTS = ("Listens to the night shift.", "Ask before deciding, now and then.", "Hand over the Tuesday meeting.")
# Twelve minutes for thirty statements are 24 seconds for each: longer than a browser gathers, so each is a save.
TO_A_PAGE = 5
BARE_TO_A_PAGE = 6


def complete(browser: Browser, token: str) -> None:
    """With autosave, from the emailed link to the receipt: every answer and every comment is saved as it is given."""
    path, page = follow(browser, f"/r/{token}/")
    path, page = follow(browser, path, {"csrfmiddlewaretoken": page.token})
    for first in range(1, STATEMENTS + 1, TO_A_PAGE):
        given = {f"statement-{number}": rating(number) for number in range(first, first + TO_A_PAGE)}
        save_each(browser, page.text, page.token, given)
        path, page = follow(browser, path, {"csrfmiddlewaretoken": page.token, **given})
    written = {f"comment-{place}": text for place, text in enumerate(COMMENTS)}
    save_each(browser, page.text, page.token, written)
    path, page = follow(browser, path, {"csrfmiddlewaretoken": page.token, **written})
    path, page = follow(browser, path, {"csrfmiddlewaretoken": page.token})
    assert "Your answers have been submitted" in page.text, page.text[:500]


def save_each(browser: Browser, page: str, token: str, given: dict[str, str]) -> None:
    found = AUTOSAVE.search(page)
    assert found, page[:500]
    for name, value in given.items():
        assert save(browser, found[1], token, {name: value})


def save(browser: Browser, address: str, token: str, changed: dict[str, str]) -> bool:
    return browser.send(address, {"csrfmiddlewaretoken": token, **changed}).status == 200


def complete_bare(browser: Browser, pk: str) -> None:
    """Seven requests: the first page, five pages of ratings that each answer with the next, and the comments."""
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

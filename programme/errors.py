"""The pages shown when something is refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

RATERS_PAGES = "/answer/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A rater cannot sign in again: their link is the way back."""
    is_rater = request.path.startswith(RATERS_PAGES)
    return render(request, "assessments/answering/away.html" if is_rater else "403_csrf.html", status=403)


def explain(response: HttpResponse) -> None:
    """Django refuses a method with an empty page. What may be asked for still stands in its header."""
    response.content = render_to_string("405.html").encode()
    response.headers["Content-Length"] = str(len(response.content))

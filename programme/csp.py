"""Content security policy: composed once, with a nonce for each response."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

# Where the nonce goes; no value of the policy looks like it.
PLACE = "NONCE-GOES-HERE"


class ContentPolicy(CSPMiddleware):
    """Composed once: django-csp composes it twice for every answer, which took longer than storing one."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        nonce = getattr(request, "_csp_nonce", None)
        response.headers[HEADER] = policy(has_nonce=nonce is not None).replace(PLACE, nonce or "")
        if nonce is None:
            # Whoever asks for one now would get one that no header allows.
            request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response


@cache
def policy(*, has_nonce: bool) -> str:
    composed: str = build_policy(nonce=PLACE if has_nonce else None)
    return composed

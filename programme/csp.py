"""The content security policy, with a nonce for each response that uses one."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

# The place of the nonce in the policy; no value of the policy contains this text.
PLACE = "NONCE-GOES-HERE"


class ContentPolicy(CSPMiddleware):
    """The middleware of django-csp with a policy that is built once: building it twice for every response took
    longer than storing an answer.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        nonce = getattr(request, "_csp_nonce", None)
        response.headers[HEADER] = policy(has_nonce=nonce is not None).replace(PLACE, nonce or "")
        if nonce is None:
            # A nonce that is asked for later would not be in the header, so asking for it fails.
            request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response


@cache
def policy(*, has_nonce: bool) -> str:
    composed: str = build_policy(nonce=PLACE if has_nonce else None)
    return composed

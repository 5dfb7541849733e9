"""The page for signing in."""

from typing import Any

from allauth.account.views import RequestLoginCodeView

from people.models import Organisation
from programme.demonstration.accounts import DEMO_ACCOUNTS, is_demonstration


class SignIn(RequestLoginCodeView):
    def get_form(self, form_class: Any = None) -> Any:
        """Return the form. In the demonstration the list of roles is above it, and has the heading of the page."""
        form = super().get_form(form_class)
        if is_demonstration(self.request):
            form.page_heading = ""
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["is_empty"] = not Organisation.objects.exists()
        context["demo_accounts"] = DEMO_ACCOUNTS if is_demonstration(self.request) else ()
        return context


sign_in = SignIn.as_view()

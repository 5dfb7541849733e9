"""The page on which everybody signs in."""

from typing import Any

from allauth.account.views import RequestLoginCodeView

from people.models import Organisation
from programme.demonstration.accounts import DEMO_ACCOUNTS, is_demonstration


class SignIn(RequestLoginCodeView):
    def get_form(self, form_class: Any = None) -> Any:
        """The four roles of the demonstration come first, and then the heading is theirs."""
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

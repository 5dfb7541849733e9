"""The forms for signing in and for the second factor, with our words and style."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from people.forms import CadreFormMixin


class Code(forms.CharField):
    """A short code that is typed or pasted. Phones offer number keys for it."""

    def __init__(self, label: str, help_text: str = "", keys: str = "numeric") -> None:
        attrs = {
            "autocomplete": "one-time-code",
            "inputmode": keys,
            "class": "nhsuk-input--width-10",
            "spellcheck": "false",
        }
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=50,
            widget=forms.TextInput(attrs=attrs),
            error_messages={"required": "Enter the code"},
        )


class AddressForm(CadreFormMixin, RequestLoginCodeForm):
    page_heading = "email"
    email = forms.EmailField(
        label="What is your email address?",
        help_text="Use the address to which your programme writes to you. We will send a code to it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address in the correct format, like name@example.com",
        },
    )

    def clean_email(self) -> str:
        """Make the address lower case, as accounts store it, so that the code goes to the account's own address."""
        return str(super().clean_email()).lower()


class EmailedCodeForm(CadreFormMixin, ConfirmLoginCodeForm):
    code = Code("Code from the email", "8 numbers, with or without the dash")


class SecondFactorForm(CadreFormMixin, AuthenticateForm):
    code = Code("Code from your app", "6 numbers. You can also use one of your backup codes.")


class SecondFactorAgainForm(CadreFormMixin, ReauthenticateForm):
    code = Code("Code from your app", "6 numbers. You can also use one of your backup codes.")


class AppForm(CadreFormMixin, ActivateTOTPForm):
    code = Code("Code from your app", "The 6 numbers that your app shows now")


class AppRemovalForm(CadreFormMixin, DeactivateTOTPForm):
    pass


class NewCodesForm(CadreFormMixin, GenerateRecoveryCodesForm):
    pass


class CredentialField(forms.JSONField):
    """A browser's data about a passkey. It is never shown again, since it works only once."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None


class Credential(forms.Form):
    """A form that refuses passkey data that no browser would send, on which the library fails."""

    credential = CredentialField()

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (AttributeError, LookupError, TypeError, ValueError):
            self.add_error(None, get_adapter().validation_error("incorrect_code"))


class PasskeyForm(CadreFormMixin, Credential, webauthn.AddWebAuthnForm):
    name = forms.CharField(
        label="Name of this passkey", help_text="So that you can tell it from others", max_length=100, required=False
    )
    passwordless = forms.BooleanField(
        label="Let me sign in with this passkey alone, without an emailed code", required=False
    )
    credential = CredentialField()


class PasskeyNameForm(CadreFormMixin, webauthn.EditWebAuthnForm):
    name = forms.CharField(
        label="Name of this passkey", max_length=100, error_messages={"required": "Enter a name for this passkey"}
    )


class PasskeySignInForm(Credential, webauthn.LoginWebAuthnForm):
    credential = CredentialField()


class PasskeyFactorForm(Credential, webauthn.AuthenticateWebAuthnForm):
    credential = CredentialField()


class PasskeyAgainForm(Credential, webauthn.ReauthenticateWebAuthnForm):
    credential = CredentialField()

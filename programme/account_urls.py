"""The addresses for signing in and for the second factor. There are no passwords, no sign-up and no change of email."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_safe

from programme.sign_in import sign_in

urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    # allauth uses two more names for this page. Nobody can sign up by themselves.
    path("sign-in/", sign_in, name="account_request_login_code"),
    path("sign-in/", sign_in, name="account_signup"),
    path("sign-in/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    # People who are half signed in must be able to sign out.
    path("sign-out/", login_not_required(account.logout), name="account_logout"),
    path("account/", mfa.index, name="mfa_index"),
    path("account/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/codes/", require_safe(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/codes/download/", require_safe(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]

"""What the staff is asked at the door, and shows beside the password."""

ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.SignIn",
    "reauthenticate": "accounts.sign_in_forms.PasswordAgain",
    "reset_password": "accounts.sign_in_forms.ForgottenPassword",
    "reset_password_from_key": "accounts.sign_in_forms.NewPasswordByLetter",
    "change_password": "accounts.sign_in_forms.NewPassword",
    "set_password": "accounts.sign_in_forms.FirstPassword",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the subject says by itself from whom the letter comes
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # it opens for whoever unlocks the device: two factors in one
#: SECURITY: wherever a passkey is asked for, and not only where it opens alone.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "authenticate": "accounts.forms.ShowCode",
    "reauthenticate": "accounts.forms.ShowCodeAgain",
    "activate_totp": "accounts.forms.SetUpApp",
    "add_webauthn": "accounts.forms.AddPasskey",
    "edit_webauthn": "accounts.forms.RenamePasskey",
}
MFA_TOTP_ISSUER = "Atmintis"
MFA_TOTP_TOLERANCE = 1  # half a minute for clocks that differ and slow fingers
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the administrator who made the account knows the address
MFA_ADAPTER = "config.sign_in.SecondFactorAdapter"

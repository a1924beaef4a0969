"""Joins the sign-in of the staff to the outbox and the vault, which it must not know itself.

And electronic identities, of which allauth would make accounts, to the petitions that they sign.
"""

import base64
from typing import Any, ClassVar
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.adapters import AccountAdapter, ClosedSocialAdapter
from petitions.signing.eid import arriving, protocol, providers
from testimonies import limits
from testimonies.letters import actions as letters
from testimonies.privacy import vault

#: The library hands over the text alone, so a sealed secret is bound to its use, not to its row.
EVERY_ROW = UUID(int=0)
PLACE = "mfa.authenticator.secret"


class OutboxAccountAdapter(AccountAdapter):
    """Mail about signing in waits in the outbox like every other letter."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail = self.render_mail(template_prefix, email, context)
        letters.queue(
            "sign_in",
            to=email,
            language=get_language() or "en",
            subject=mail.subject,
            text=mail.body,
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """SECURITY: all who come through a proxy would be locked out by one who guesses."""
        return limits.client_address(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """A stolen database does not make codes: the secrets of authenticator apps are encrypted."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That did not open. Look at the code and type it again."),
        "not_unlocked": _(
            "The device was not unlocked. Please try again with finger, face or PIN."
        ),
        "cannot_generate_recovery_codes": _("Set up a passkey or the app first."),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What stands in the field; people write over it."""
        many = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": many + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        known: dict[str, str] = super().get_public_key_credential_rp_entity()
        return known | {"name": "Atmintis"}

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault.seal(text, place=PLACE, row=EVERY_ROW)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        blob = base64.b64decode(encrypted_text)
        return str(vault.open_sealed(blob, place=PLACE, row=EVERY_ROW))


class SignersSocialAdapter(ClosedSocialAdapter):
    """Providers come from the settings and not from rows; their answers lead to a petition."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        known = providers.configured()
        return [protocol.app(each) for each in known if provider in {None, each.id}]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> protocol.SignersProvider:
        return protocol.SignersProvider(request, app=self.get_app(request, provider))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        account = sociallogin.account
        answer = arriving.arrive(request, sociallogin.state, account.extra_data, account.provider)
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: protocol.SignersProvider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        raise arriving.NotIdentified(arriving.why(request, exception))

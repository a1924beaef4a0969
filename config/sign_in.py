"""Joins the sign-in of the staff to the outbox and the vault, which it must not know itself.

And electronic identities, of which allauth would make accounts, to the petitions that they sign.
"""

import base64
from typing import Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest
from django.utils.translation import get_language

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

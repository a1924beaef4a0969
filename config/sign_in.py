"""Joins the sign-in of the staff to the outbox and the vault, which it must not know itself."""

import base64
from typing import Any
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.adapters import AccountAdapter
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

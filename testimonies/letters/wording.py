"""From a letter's row to a mail: ``templates/emails/<kind>.txt`` in the letter's language.

The first line of a template is ``Subject: …``. A page of the same name with ``.html`` is added
as the second part when there is one. No pictures, nothing loaded from anywhere.
"""

from __future__ import annotations

from contextlib import suppress

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils import translation

from testimonies.letters import verp
from testimonies.models.letter import Letter
from testimonies.privacy import vault

#: What can be wrong with one letter alone: its template, its words, its key.
UNWRITABLE = (
    TemplateDoesNotExist,
    TemplateSyntaxError,
    NoReverseMatch,
    KeyError,
    InvalidTag,
    vault.UnknownKey,
)


def compose(letter: Letter, post: BaseEmailBackend) -> EmailMultiAlternatives:
    words = {
        **letter.contents,
        "site_url": settings.SITE_URL,
        "help_phone": settings.HELP_PHONE,
        "help_email": settings.HELP_EMAIL,
        "language": letter.language,
    }
    with translation.override(letter.language):
        text = render_to_string(f"{letter.kind}.txt", words, using="text")
        first, _sep, body = text.lstrip().partition("\n")
        mail = EmailMultiAlternatives(
            subject=" ".join(first.removeprefix("Subject:").split()),
            body=body.strip() + "\n",
            to=[letter.contents["to"]],
            from_email=verp.envelope_sender(letter.uuid) or settings.DEFAULT_FROM_EMAIL,
            headers=_headers(letter),
            connection=post,
        )
        with suppress(TemplateDoesNotExist):
            mail.attach_alternative(
                render_to_string(f"emails/{letter.kind}.html", words), "text/html"
            )
    return mail


def _headers(letter: Letter) -> dict[str, str]:
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": f"<{letter.uuid}@{_domain()}>",
        "Auto-Submitted": "auto-generated",
    }
    if stop := letter.contents.get("no_more_news"):  # a path of ours (RFC 2369, RFC 8058)
        headers["List-Unsubscribe"] = f"<{settings.SITE_URL}{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        headers["Precedence"] = "bulk"
    return headers


def _domain() -> str:
    return settings.SITE_URL.rpartition("//")[2].partition(":")[0] or "localhost"

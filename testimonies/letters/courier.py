"""Hands letters to a mail server, and knows whether one may have gone when the line breaks."""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

LATER, PERMANENT = 400, 500
CLOSING = 421
_ABOUT_A_MAILBOX = re.compile(rb"4\.[12]\.")


class _Unsure:
    """Between the last byte of a letter and the server's answer nobody knows."""

    may_have_gone = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.may_have_gone = True
        answer: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        self.may_have_gone = False
        return answer


class Plain(_Unsure, smtplib.SMTP):
    pass


class Encrypted(_Unsure, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """Django's, with connections that remember how far they came."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return Encrypted if self.use_ssl else Plain


def may_have_gone(post: BaseEmailBackend, error: Exception) -> bool:
    """Whether the letter that failed with `error` may be on its way all the same."""
    if not isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError):
        return False  # the server answered, and the answer was no
    return bool(getattr(getattr(post, "connection", None), "may_have_gone", True))


def is_no_such_address(error: Exception) -> bool:
    """The server says for good that nobody lives there (RFC 3463, 5.1.x)."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        code >= PERMANENT and b"5.1." in words for code, words in error.recipients.values()
    )


def is_for_now(error: Exception) -> bool:
    """The server says "later", and not because of one mailbox (RFC 3463, x.1 and x.2)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(
            _is_later(code) and not _ABOUT_A_MAILBOX.match(words)
            for code, words in error.recipients.values()
        )
    return isinstance(error, smtplib.SMTPResponseException) and _is_later(error.smtp_code)


def is_closing(error: Exception) -> bool:
    """The server wants no more letters over this line, whomever they go to."""
    return getattr(error, "smtp_code", None) == CLOSING


def is_line_broken(error: Exception) -> bool:
    return isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError)


def _is_later(code: int) -> bool:
    return LATER <= code < PERMANENT


def hang_up(post: BaseEmailBackend) -> None:
    """Whatever state the line is in, afterwards there is none."""
    with suppress(OSError):
        post.close()

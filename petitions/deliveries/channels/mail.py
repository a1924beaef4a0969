"""Small bundles by e-mail, over STARTTLS or TLS and no other line.

A mail cannot be looked for on the other side. So one that may have gone is not sent again by
itself: a person asks the institution first.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import ExitStack, suppress
from email.message import EmailMessage
from email.utils import parseaddr

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from petitions.bundles import encrypt, places
from petitions.bundles.asice import MEDIA_TYPE
from petitions.deliveries.channels.receipt import Receipt, Stopped
from petitions.models import Delivery
from petitions.models.bundle import Content
from testimonies.errors import Refusal
from testimonies.letters import courier

MB = 1024 * 1024
MOST = 10 * MB  # many servers take no more
AS_TEXT = 4 / 3  # base64


def send(delivery: Delivery) -> Receipt:
    institution = delivery.bundle.target.profile.institution
    if not institution.email:
        raise Stopped(_("Nobody has written down an e-mail address of this institution."))
    _must_fit(delivery)
    _must_be_hidden(delivery)
    message = _message(delivery)
    try:
        line = _line()
        try:
            _send(line, message)
        finally:
            _hang_up(line)
    except ssl.SSLError as problem:
        raise Stopped(_("The certificate of the mail server is not in order.")) from problem
    except smtplib.SMTPAuthenticationError as problem:
        if problem.smtp_code < courier.PERMANENT:
            _refuse(problem.smtp_code, problem)
        raise Stopped(_("The server refuses our name, password or key.")) from problem
    except (smtplib.SMTPException, OSError) as problem:
        raise Refusal(_("The mail server cannot be reached, or does not answer.")) from problem
    return Receipt(f"{institution.email} {message['Message-ID']}"[:240])


def _must_fit(delivery: Delivery) -> None:
    """The limit is the institution's, for what arrives: an attachment grows by a third."""
    allowed = delivery.bundle.target.profile.institution.max_attachment_mb
    most = min(MOST, allowed * MB) if allowed else MOST
    if (delivery.bundle.outgoing_size or 0) * AS_TEXT > most:
        raise Stopped(_("The file is too large for an e-mail: %d MB is the most.") % (most // MB))


def _must_be_hidden(delivery: Delivery) -> None:
    """SECURITY: mails are read on their way; testimonies never go open, whatever else happened."""
    is_hidden = encrypt.is_hidden(places.outgoing(delivery.bundle))
    has_key = bool(delivery.bundle.target.profile.institution.encryption_key)
    if not is_hidden and (has_key or delivery.bundle.content == Content.RECORDS):
        raise Stopped(_("The file is not encrypted, so it does not go by e-mail."))


def _message(delivery: Delivery) -> EmailMessage:
    bundle = delivery.bundle
    institution = bundle.target.profile.institution
    language = next((c for c in institution.languages if c in dict(settings.LANGUAGES)), "en")
    path = places.outgoing(bundle)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMessage()
    with translation.override(language):
        title = bundle.target.petition.words(language).title
        message["Subject"] = _("Bundle %(number)d: %(petition)s") % {
            "number": bundle.number,
            "petition": title,
        }
        message.set_content(
            _(
                "Atmintis hands over to you the attached sealed file. How to check it stands in "
                "the file itself. A second letter has a link by which you confirm that you "
                "received it."
            )
            + f"\n\n{path.name}\nSHA-256 {bundle.outgoing_sha256}\n"
        )
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = institution.email
    message["Message-ID"] = f"<{bundle.identity}@{domain}>"  # the same at each attempt
    kind = "octet-stream" if encrypt.is_hidden(path) else MEDIA_TYPE.partition("/")[2]
    message.add_attachment(
        path.read_bytes(), maintype="application", subtype=kind, filename=path.name
    )
    return message


def _line() -> smtplib.SMTP:
    if not settings.EMAIL_HOST:
        raise Stopped(_("No mail server is set up: see EMAIL_URL."))
    context = ssl.create_default_context()
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    if settings.EMAIL_USE_SSL:
        line: smtplib.SMTP = courier.Encrypted(
            host, port, timeout=settings.EMAIL_TIMEOUT, context=context
        )
    else:
        line = courier.Plain(host, port, timeout=settings.EMAIL_TIMEOUT)
    with ExitStack() as unless_ready:
        unless_ready.callback(line.close)
        if not settings.EMAIL_USE_SSL:
            _encrypt(line, context)
        if settings.EMAIL_HOST_USER:
            line.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        unless_ready.pop_all()
    return line


def _encrypt(line: smtplib.SMTP, context: ssl.SSLContext) -> None:
    line.ehlo()
    if not line.has_extn("starttls"):
        raise Stopped(_("The mail server offers no encrypted line, so nothing was sent."))
    line.starttls(context=context)
    line.ehlo()


def _send(line: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        line.send_message(message)
    except (smtplib.SMTPServerDisconnected, TimeoutError) as problem:
        if getattr(line, "may_have_gone", True):
            raise Stopped(may_have_gone()) from problem
        raise
    except smtplib.SMTPRecipientsRefused as problem:
        _refuse(max(code for code, _words in problem.recipients.values()), problem)
    except smtplib.SMTPResponseException as problem:
        _refuse(problem.smtp_code, problem)


def _hang_up(line: smtplib.SMTP) -> None:
    """Whatever the server says to our good-bye, the mail was taken or refused before it."""
    with suppress(smtplib.SMTPException, OSError):
        line.quit()
    line.close()


def _refuse(code: int, problem: smtplib.SMTPException) -> None:
    if code >= courier.PERMANENT:
        raise Stopped(_("The mail server refuses the mail: %d.") % code) from problem
    raise Refusal(_("The mail server says: later (%d).") % code) from problem


def may_have_gone() -> str:
    return _(
        "The mail may have gone, or not. Ask the institution; then send it again, or write down "
        "that it was handed over."
    )

"""Replies that are often needed, as data: a closed list, each in the languages of the site.

They are read and changed by whoever sends them; what is sent is what stood in the form.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.models import Submission


@dataclass(frozen=True)
class Reply:
    """A name for the list, and paragraphs with places for `values_of`."""

    name: Promise
    paragraphs: tuple[Promise, ...]


GREETING, THANKS = _("Good day,"), _("With thanks for your trust")
REPLIES: dict[str, Reply] = {
    "arrived": Reply(
        _("It has arrived, and takes its time"),
        (
            _("what you sent us under %(reference)s has arrived and is safe with us."),
            _(
                "Two people read each testimony and each claim. That takes some weeks. You need"
                " not do anything; if something is unclear, we ask you."
            ),
        ),
    ),
    "papers": Reply(
        _("Which papers would help"),
        (
            _("thank you for what you told us under %(reference)s."),
            _(
                "If you have papers about it, a copy or a photograph of each is enough: a"
                " certificate of an archive, of rehabilitation or of release, a photograph, a"
                " letter. Please keep the originals."
            ),
            _(
                "You have none? That is no obstacle. We can tell you which archives may have some,"
                " and help you to write to them."
            ),
        ),
    ),
    "papers-came": Reply(
        _("The papers have arrived"),
        (
            _("the papers that you sent for %(reference)s have arrived. Thank you."),
            _("Two people read them before they are used, and only as you allow."),
        ),
    ),
    "call": Reply(
        _("Please call us"),
        (
            _(
                "about %(reference)s we would like to talk with you, since some things are said"
                " more easily than written."
            ),
            _("Please call %(phone)s when it suits you. Somebody may sit beside you."),
        ),
    ),
    "code": Reply(
        _("The return code is lost"),
        (
            _(
                "we do not keep return codes, so we cannot tell you yours. Nothing that you told"
                " us under %(reference)s is lost."
            ),
            _(
                "Please call %(phone)s. When we have seen who you are, you can read everything"
                " with us, and change what you allow."
            ),
        ),
    ),
    "no-decision": Reply(
        _("We do not decide on money"),
        (
            _(
                "you asked when something is paid. We write your claim %(reference)s down, check"
                " it and carry it to the institutions. Only they can decide on it, and we cannot"
                " say when they do."
            ),
            _("Recorded does not mean awarded. We tell you each thing that we hear from them."),
        ),
    ),
    "change": Reply(
        _("How to change or take back"),
        (
            _(
                "you can change at any time what you allow us to do with %(reference)s, or take it"
                " back: with your return code at %(page)s, by letter, or by telephone at"
                " %(phone)s."
            ),
            _("What has gone to an institution before stays there; we tell them of the change."),
        ),
    ),
    "thanks": Reply(
        _("Thank you, nothing more is needed"),
        (
            _("thank you for your message about %(reference)s. We have read it."),
            _("Nothing more is needed from you now."),
        ),
    ),
}


def text(slug: str, submission: Submission, language: str) -> str:
    """All of a reply in one language, its places filled."""
    with translation.override(language):
        page = f"{settings.SITE_URL}{reverse('testimonies:return')}"
        values = {
            "reference": submission.reference,
            "phone": settings.HELP_PHONE,
            "page": page,
        }
        paragraphs = [GREETING, *REPLIES[slug].paragraphs, THANKS]
        return "\n\n".join(str(each) % values for each in paragraphs)


def names() -> list[tuple[str, Promise]]:
    return [(slug, reply.name) for slug, reply in REPLIES.items()]

"""The printed form: A4, large type, boxes and lines, tagged, with its fonts inside."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.intake.printed import form_code, sheets, short
from testimonies.intake.printed.form_code import Asks
from testimonies.intake.printed.short import Length
from testimonies.intake.receipts.document import drawn
from testimonies.models.case import Voice
from testimonies.typesetting import compose


def pdf(
    asks: Asks,
    voice: Voice,
    language: str,
    *,
    length: Length = Length.WHOLE,
    country: str = "",
) -> bytes:
    """In this language, whatever that of the page is. No word on it comes from anybody."""
    with translation.override(language):
        made = sheets.sections(asks, voice, length, country)
        return compose(
            "form", words(asks, voice, language, made) | _to_go_on(asks, length), at=now()
        )


def words(asks: Asks, voice: Voice, language: str, made: list[sheets.Section]) -> dict[str, Any]:
    code = str(code_of(asks, voice, language))
    return {
        "title": _titles()[asks],
        "language": language,
        "test": _("TEST: made for trying out, valid nowhere") if settings.LOCAL else "",
        "voice": str(_whom()[voice]),
        "how": _how(asks),
        "not-awarded": "" if asks == Asks.TESTIMONY else _("Recorded does not mean awarded."),
        "send": {"label": _("Send it to"), "words": where_to_send()},
        "sections": [list(sheets.pages(section)) for section in made],
        "declaration": _declaration(asks, made, voice),
        "code": code,
        "page-of": _("Page %(step)s of %(steps)s"),
        "drawing": drawn(f"{_page()}?form={code}"),
        "date-words": {"day": _("Day"), "month": _("Month"), "year": _("Year")},
    }


def _to_go_on(asks: Asks, length: Length) -> dict[str, Any]:
    """A sheet with lines and nothing else, to be copied."""
    if not short.has_sheet_to_go_on(asks, length):
        return {}
    sheet = {
        "heading": _("To go on"),
        "said": _("Copy this sheet as often as you like, or take any other paper."),
        "number": _("Number of the question"),
        "rows": short.ROWS,
    }
    return {"go-on": sheet}


def code_of(asks: Asks, voice: Voice, language: str) -> form_code.FormCode:
    digests = [each.sha256 for each in sheets.questionnaires(asks)]
    return form_code.of(asks, voice, language, digests)


def where_to_send() -> str:
    ways = [settings.POSTAL_ADDRESS, settings.HELP_PHONE, settings.HELP_EMAIL]
    return "\n".join(way for way in ways if way) or _page()


def _page() -> str:
    return f"{settings.SITE_URL}{reverse('testimonies:on-paper')}"


def _titles() -> dict[Asks, str]:
    return {
        Asks.TESTIMONY: _("Testimony"),
        Asks.CLAIM: _("Claim"),
        Asks.BOTH: _("Testimony and claim"),
        Asks.SEALED: _("Under seal"),
    }


def _whom() -> dict[Voice, str]:
    return {
        Voice.SELF: _("You tell about yourself."),
        Voice.LIVING: _("You tell about a living person."),
        Voice.DEAD: _("You tell about somebody who has died."),
        Voice.ORGANISATION: _("You tell for an organisation."),
    }


def _how(asks: Asks) -> list[str]:
    seal = _(
        "Put this sheet into an envelope of its own and close it. What stands on it is kept apart"
        " and under seal: one person of the association may open it, and must write down why."
    )
    told = [
        _("Answer what you like, and leave out the rest. A few words are enough."),
        _("Tick one box of each question. Where several are allowed, it says so."),
        _("Of dates write what you know: a year is enough."),
        _("More to say? Take any sheet, and write the number of the question on it."),
        _("Somebody may write for you. Call us if you would rather speak."),
        _(
            "We type it in as you wrote it, and send you a receipt with a return code. You can"
            " change your mind about everything later."
        ),
    ]
    return [seal, *told[:1], told[4]] if asks == Asks.SEALED else told


def _declaration(asks: Asks, made: list[sheets.Section], voice: Voice) -> dict[str, Any]:
    return {
        "heading": _("Declaration"),
        "said": []
        if asks == Asks.SEALED
        else [section.questionnaire.declared(voice) for section in made],
        "blanks": [_("Name, in block letters"), _("Place and date"), _("Signature")],
        "helper": [
            _("If somebody helped you to fill this in: the helper's name"),
            _("What the helper is to you, or for which organisation"),
        ],
    }

"""A first version of a letter to an archive, in its language: whoever sends it changes it."""

from __future__ import annotations

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from testimonies.claims.gaps import letter as ready
from testimonies.claims.gaps.queries import Outlook
from testimonies.models import OutsideArchive
from testimonies.templatetags.components import day_month_year

#: Where nothing says how long an archive may take.
USUAL_DAYS = 30


def first_words(outlook: Outlook, archive: OutsideArchive) -> tuple[str, str]:
    """Subject and words, from what is missing as proof. It is the association that writes."""
    composed = ready.compose(outlook, archive)
    with translation.override(composed.language):
        rows = "\n".join(f"{label}: {words}" for label, words in composed.rows)
        asks = "\n".join([composed.asking, *(f"– {each}" for each in composed.asks)])
        name = outlook.life.teller.name
        paragraphs = [
            _("We write for %(name)s, who has agreed to this letter.") % {"name": name}
            if name
            else _("We write for somebody who has agreed to this letter."),
            _(
                "Please look for documents about the following person, and send us an archive"
                " certificate or certified copies."
            ),
            rows,
            asks,
            _("They are needed for an application under this law: %(law)s.")
            % {"law": outlook.basis.name},
            _(
                "If you do not have these documents, please tell us which archive may have them,"
                " or pass this letter on."
            ),
            _("Please tell us before you begin whether there is a fee, and how much it is."),
        ]
        return composed.title, "\n\n".join(paragraphs)


def address_of(archive: OutsideArchive, language: str) -> str:
    with translation.override(language):
        return "\n".join(line for line in (archive.name, archive.postal_address) if line)


def ending(reference: str, language: str) -> str:
    """What stands under each letter to an archive."""
    with translation.override(language):
        return _("Please name our number %(reference)s in your answer.") % {"reference": reference}


def reminder(reference: str, on: date, language: str) -> tuple[str, str]:
    """Subject and words of a letter that asks again."""
    with translation.override(language):
        subject = _("Our letter %(reference)s: may we ask how it stands?")
        words = _(
            "on %(day)s we wrote to you under our number %(reference)s, and have had no answer"
            " yet. Please tell us how it stands, and when we may expect one. Our letter stands"
            " below once more."
        )
        told = {"reference": reference, "day": day_month_year(on)}
        return subject % told, f"{_('Good day,')}\n\n{words % told}"

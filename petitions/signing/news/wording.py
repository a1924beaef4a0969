"""What a letter with news says: who did what, and where the rest can be read.

The institution's own words are not in it: whoever reads them finds them where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.templatetags.components import day_month_year

#: Where the page of a petition tells what has become of it.
ANCHOR = "what-happened"
ACKNOWLEDGED = "acknowledged"

SUBJECTS: dict[str, str | Promise] = {
    ACKNOWLEDGED: gettext_lazy("%(institution)s has received your signature"),
    "answer": gettext_lazy("%(institution)s has answered"),
    "hearing": gettext_lazy("%(institution)s holds a hearing"),
    "decision": gettext_lazy("%(institution)s has decided"),
    "rejection": gettext_lazy("%(institution)s has rejected the petition"),
    "referral": gettext_lazy("%(institution)s has passed the petition on"),
}
SENTENCES: dict[str, str | Promise] = {
    ACKNOWLEDGED: gettext_lazy(
        "%(institution)s has confirmed that bundle %(number)s of signatures has arrived. Yours is "
        "in it."
    ),
    "answer": gettext_lazy("%(institution)s has answered the petition (%(day)s)."),
    "hearing": gettext_lazy("%(institution)s holds a hearing about the petition: %(day)s."),
    "decision": gettext_lazy("%(institution)s has decided about the petition (%(day)s)."),
    "rejection": gettext_lazy("%(institution)s has rejected the petition (%(day)s)."),
    "referral": gettext_lazy(
        "%(institution)s has passed the petition on to another body (%(day)s)."
    ),
}


@dataclass(frozen=True)
class Told:
    """What happened. `kind` is a key of `SENTENCES`; `address` is of the petition's page."""

    kind: str
    institution: str
    number: int
    title: str
    address: str
    on: date | None = None


@dataclass(frozen=True)
class Words:
    title: str
    subject: str
    text: str


def words(told: Told) -> Words:
    """In the language that is active."""
    parts = {
        "institution": told.institution,
        "number": told.number,
        "day": day_month_year(told.on),
    }
    more = _("What has become of the petition so far stands on its page:")
    return Words(
        title=told.title,
        subject=str(SUBJECTS[told.kind]) % parts,
        text=f"{str(SENTENCES[told.kind]) % parts}\n\n{more}\n{told.address}",
    )

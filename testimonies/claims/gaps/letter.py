"""A letter to an archive, in its language and filled from the case: as text and as PDF.

It is made when somebody asks for it and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from testimonies import typesetting
from testimonies.claims.gaps import wording
from testimonies.claims.gaps.queries import Life, Outlook
from testimonies.claims.gaps.rules import Finding, Period
from testimonies.claims.gaps.teller import Teller
from testimonies.models import OutsideArchive

BLANK = "_" * 20  # fits a telephone


@dataclass(frozen=True)
class ArchiveLetter:
    """One letter. Every line is in the language of the archive; names are as they were written."""

    language: str
    title: str
    sender: tuple[str, ...]
    #: Labels of lines to be filled in by hand.
    blanks: tuple[str, ...]
    recipient: tuple[str, ...]
    opening: str
    rows: tuple[tuple[str, str], ...]
    asking: str
    asks: tuple[str, ...]
    closing: tuple[str, ...]
    signing: tuple[str, ...]

    def text(self) -> str:
        """Plain text, UTF-8 to be, with lines to fill in by hand."""
        parts = [
            "\n".join([*self.sender, *(f"{label} {BLANK}" for label in self.blanks)]),
            "\n".join(self.recipient),
            self.title,
            self.opening,
            "\n".join(f"{label}: {words}" for label, words in self.rows),
            "\n".join([self.asking, *(f"– {each}" for each in self.asks)]),
            *self.closing,
            "\n\n".join(f"{label} {BLANK}" for label in self.signing),
        ]
        return "\n\n".join(parts) + "\n"

    def pdf(self, *, at: datetime) -> bytes:
        """PDF/A-3a and PDF/UA-1, A4. Letters that no font of it draws are named by code."""
        rows = [{"label": label, "words": words, "mono": False} for label, words in self.rows]
        words = {**asdict(self), "rows": rows, "test": ""}
        return typesetting.compose("archive_letter", words, at=at)


def compose(outlook: Outlook, archive: OutsideArchive) -> ArchiveLetter:
    """Ask this archive for what it could show of one person under one scheme."""
    language = archive.languages[0]
    with translation.override(language):
        teller = outlook.life.teller
        address = [archive.name, *archive.postal_address.splitlines(), archive.email]
        return ArchiveLetter(
            language=language,
            title=_("Request for documents about a person who was repressed"),
            sender=tuple(_sender(outlook.life)),
            blanks=tuple(_blanks(outlook.life)),
            recipient=tuple(line for line in address if line),
            opening=_(
                "I ask you to look for documents about the following person, and to send me an"
                " archive certificate or certified copies."
            ),
            rows=(*_of_the_person(outlook.life), *_of_the_teller(teller)),
            asking=_("I ask for what shows:"),
            asks=tuple(dict.fromkeys(_asks(outlook.asked_of(archive)))),
            closing=tuple(_closing(outlook)),
            signing=(_("Place and date:"), _("Signature:")),
        )


def _sender(life: Life) -> Iterator[str]:
    teller = life.teller
    if name := _name_of_sender(life):
        yield name
    yield from (line for line in (teller.office, teller.organisation) if line)
    yield from teller.address.splitlines()
    yield from (way for way in (teller.email, teller.phone) if way)


def _name_of_sender(life: Life) -> str:
    return life.teller.name or (life.name if life.teller.about == "self" else "")


def _blanks(life: Life) -> Iterator[str]:
    if not _name_of_sender(life):
        yield _("My name:")
    if not life.teller.address:
        yield _("My address:")


def _of_the_person(life: Life) -> Iterator[tuple[str, str]]:
    for name in life.names:
        yield capfirst(name.get_type_display()), name.full
    yield _("Born"), life.birth.in_words()
    if life.known.birth_place:
        yield _("Place of birth"), life.known.birth_place
    if life.death.is_known or life.death_place:
        yield _("Died"), "\n".join(filter(None, (life.death.in_words(), life.death_place)))
    for period in life.known.periods:
        yield str(period.type.label), "\n".join(_of_the_period(period))


def _of_the_period(period: Period) -> Iterator[str]:
    yield _("from: %(date)s") % {"date": period.start.in_words()}
    yield _("until: %(date)s") % {"date": period.end.in_words()}
    if period.origin or period.destination:
        yield f"{period.origin or '?'} – {period.destination or '?'}"


def _of_the_teller(teller: Teller) -> Iterator[tuple[str, str]]:
    related = str(wording.RELATED.get(teller.about, "")) or teller.relation
    if related:
        yield _("My relation to this person"), related


def _asks(findings: list[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.need in wording.ASKED:
            asked = str(wording.ASKED[finding.need])
            yield f"{finding.period.type.label}: {asked}" if finding.period else asked


def _closing(outlook: Outlook) -> Iterator[str]:
    yield _("I need it for an application under this law: %(law)s.") % {"law": outlook.basis.name}
    yield _(
        "If you do not have these documents, please tell me which archive may have them, or pass"
        " this letter on."
    )
    yield _("Please tell me before you begin whether there is a fee, and how much it is.")

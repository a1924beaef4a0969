"""What everybody would see of a testimony: written down when it is published, shown before."""

from __future__ import annotations

from dataclasses import dataclass

from testimonies.models import NameForm, Testimony
from testimonies.models.consent import Identity
from testimonies.models.person import NameType
from testimonies.privacy.rules import Access, Level, name_as
from testimonies.review.redaction import cover


@dataclass(frozen=True)
class PublicWords:
    """The name and the words that consent lets everybody see; each may be empty."""

    name: str
    text: str


def public_words(testimony: Testimony, access: Access) -> PublicWords:
    names = list(
        NameForm.objects.filter(mention__submission_id=testimony.submission_id).order_by("id")
    )
    shown = _shown_name(testimony, access.identity, names)
    if access.text < Level.PUBLIC:
        return PublicWords(shown, "")
    hidden = _hidden_names(access.identity, names) | _name_of_teller(testimony, access.identity)
    parts = (str(testimony.told.get(part, "")).strip() for part in ("before", "story", "after"))
    words = "\n\n".join(part for part in parts if part)
    return PublicWords(shown, cover(words, hidden))


def _shown_name(testimony: Testimony, identity: str, names: list[NameForm]) -> str:
    now = next((name for name in names if name.type == NameType.NOW), None)
    written = now.written if now else {}
    return name_as(
        identity,
        given=written.get("given", ""),
        surname=written.get("surname", ""),
        pseudonym=testimony.told.get("pseudonym", ""),
    )


def _name_of_teller(testimony: Testimony, identity: str) -> set[str]:
    """Whoever tells of somebody else has never been asked whether to be named."""
    if identity == Identity.FULL_NAME:
        return set()
    told = (str(testimony.told.get(part, "")) for part in ("own_name", "organisation"))
    return {name for name in told if name}


def _hidden_names(identity: str, names: list[NameForm]) -> set[str]:
    """Every part of every spelling that the consent does not show."""
    if identity == Identity.FULL_NAME:
        return set()
    shown = {"given"} if identity == Identity.FIRST_NAME else set()
    return {
        part
        for name in names
        for key, part in name.written.items()
        if key in {"given", "patronymic", "surname", "as_written"} - shown and part
    }

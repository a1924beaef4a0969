"""What everybody would see of a testimony: written down when it is published, shown before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from testimonies.models import NameForm, Redaction, Submission, Testimony
from testimonies.models.consent import Identity
from testimonies.models.person import TOLD_ABOUT, NameType
from testimonies.models.testimony import Part
from testimonies.privacy.queries import may_name
from testimonies.privacy.rules import Access, Level, name_as
from testimonies.redactions import queries as redactions
from testimonies.redactions.covering import Veil
from testimonies.review import rules

NAME_PARTS = {"given", "patronymic", "surname", "as_written"}


@dataclass(frozen=True)
class PublicWords:
    """The name and the words that consent lets everybody see; each may be empty."""

    name: str
    text: str


def public_words(
    testimony: Testimony, access: Access, *, also: Iterable[Redaction] = ()
) -> PublicWords:
    """`also` are redactions that nobody has agreed to yet, to be looked at beforehand."""
    written = NameForm.objects.filter(mention__submission_id=testimony.submission_id)
    everybody = list(written.select_related("mention").order_by("id"))
    case_id = testimony.submission.case_id
    return words_under(
        testimony, access, everybody, lambda: redactions.veil_over(case_id, also=also)
    )


def words_under(
    testimony: Testimony, access: Access, everybody: list[NameForm], veil_of: Callable[[], Veil]
) -> PublicWords:
    """The same of names that were read already; the veil is asked for where words are shown."""
    names = [name for name in everybody if name.mention.role in TOLD_ABOUT]
    shown = _shown_name(testimony, access.identity, names)
    if access.text < Level.PUBLIC:
        return PublicWords(shown, "")
    hidden = _hidden_names(access.identity, names) | _name_of_teller(testimony, access.identity)
    others = _others(access.identity, everybody) | _name_of_helper(testimony)
    hidden |= others - set(shown.split())
    parts = (str(testimony.told.get(part, "")).strip() for part in ("before", "story", "after"))
    veil = veil_of().hiding(hidden)
    return PublicWords(shown, "\n\n".join(veil.over(part) for part in parts if part))


def stays_public(testimony: Testimony, access: Access) -> list[str]:
    """Of the parts that are public those that may stay so under another consent; maybe none.

    The words and the name go together: whoever hides one of them wants the other read again.
    """
    if not rules.shows_no_more(testimony.published_as, access.identity):
        return []
    as_shown = replace(access, identity=testimony.published_as, text=Level.ARCHIVE)
    if public_words(testimony, as_shown).name != testimony.public_name:
        return []  # under another pseudonym
    allowed = rules.public_parts(access)
    if Part.TEXT in testimony.published_parts and Part.TEXT not in allowed:
        return []
    return [part for part in testimony.published_parts if part in allowed]


def names_withheld(submission: Submission) -> set[str]:
    """Names of people beside those whom it is about, who may be alive and never consented.

    From the whole case: a claim tells of the people whom the testimony beside it names.
    """
    written = NameForm.objects.filter(mention__submission__case=submission.case_id)
    everybody = list(written.select_related("mention"))
    own = {
        word
        for name in everybody
        if name.mention.role in TOLD_ABOUT
        for part in name.written.values()
        for word in part.split()
    }
    return _others(Identity.FULL_NAME, everybody) - own


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


def _name_of_helper(testimony: Testimony) -> set[str]:
    """Whoever held the pen has not told anything, and is named nowhere."""
    helper = testimony.submission.assisted_by or {}
    return set(str(helper.get("name", "")).split())


def _others(identity: str, everybody: list[NameForm]) -> set[str]:
    """Names of people beside the person: the dead are named where the person is, by full name."""
    is_named = identity == Identity.FULL_NAME
    return {
        word
        for name in everybody
        if name.mention.role not in TOLD_ABOUT and not (is_named and may_name(name.mention))
        for key, part in name.written.items()
        if key in NAME_PARTS
        for word in part.split()
    }


def _hidden_names(identity: str, names: list[NameForm]) -> set[str]:
    """Every part of every spelling that the consent does not show."""
    if identity == Identity.FULL_NAME:
        return set()
    shown = {"given"} if identity == Identity.FIRST_NAME else set()
    return {
        part
        for name in names
        for key, part in name.written.items()
        if key in NAME_PARTS - shown and part
    }

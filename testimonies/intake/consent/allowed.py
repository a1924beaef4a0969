"""What a consent says, as plain values, and how two of them differ. Pure but for `of`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from testimonies.models import ConsentRecord, Submission
from testimonies.models.consent import Embargo, Identity
from testimonies.privacy.rules import LEVELS, level_of_recording


class Item(StrEnum):
    """One thing that is asked."""

    TEXT = "text"
    DOCUMENTS = "documents"
    PHOTOGRAPHS = "photographs"
    RECORDING = "recording"
    IDENTITY = "identity"
    USES = "uses"
    INSTITUTIONS = "institutions"
    EMBARGO = "embargo"


@dataclass(frozen=True)
class Allowed:
    text: str
    documents: str
    photographs: str
    identity: str
    uses: frozenset[str]
    institutions: frozenset[str]
    embargo: str
    embargo_until: date | None = None
    pseudonym: str = ""
    #: Empty where nobody was asked about recordings apart from papers.
    recording: str = ""


@dataclass(frozen=True)
class Difference:
    """What a change lets happen less than before, and what more; some changes do both."""

    narrower: tuple[Item, ...] = ()
    wider: tuple[Item, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for item in Item if item in {*self.narrower, *self.wider})


def of(consent: ConsentRecord) -> Allowed:
    return Allowed(
        text=consent.text,
        documents=consent.documents,
        photographs=consent.photographs,
        recording=consent.recording,
        identity=consent.identity_shown_as,
        uses=frozenset(consent.uses),
        institutions=frozenset(consent.institutions),
        embargo=consent.embargo,
        embargo_until=consent.embargo_until,
        pseudonym=_pseudonym(consent.submission),
    )


def as_record(allowed: Allowed, submission: Submission) -> ConsentRecord:
    """An unsaved record that says this."""
    return ConsentRecord(
        submission=submission,
        text=allowed.text,
        documents=allowed.documents,
        photographs=allowed.photographs,
        recording=allowed.recording,
        identity_shown_as=allowed.identity,
        uses=sorted(allowed.uses),
        institutions=sorted(allowed.institutions),
        embargo=allowed.embargo,
        embargo_until=allowed.embargo_until,
    )


def difference(before: Allowed, after: Allowed) -> Difference:
    less, more = set(), set()
    for item, is_less, is_more in _compared(before, after):
        if is_less:
            less.add(item)
        if is_more:
            more.add(item)
    return Difference(
        tuple(item for item in Item if item in less), tuple(item for item in Item if item in more)
    )


def _compared(before: Allowed, after: Allowed) -> Iterator[tuple[Item, bool, bool]]:
    for item in (Item.TEXT, Item.DOCUMENTS, Item.PHOTOGRAPHS):
        was, will = LEVELS[getattr(before, item)], LEVELS[getattr(after, item)]
        yield item, will < was, will > was
    yield Item.RECORDING, *_heard(before, after)
    yield Item.IDENTITY, *_names(before, after)
    for item in (Item.USES, Item.INSTITUTIONS):
        had, has = getattr(before, item), getattr(after, item)
        yield item, bool(had - has), bool(has - had)
    yield Item.EMBARGO, *_waits(before, after)


def _heard(before: Allowed, after: Allowed) -> tuple[bool, bool]:
    """Where it goes with the papers, a change of theirs is said once."""
    was, will = (level_of_recording(each.recording, each.documents) for each in (before, after))
    is_asked = before.recording != after.recording
    return is_asked and will < was, is_asked and will > was


#: Each shows what those before it show; another name shows something else than initials do.
_MORE_AND_MORE = (
    Identity.ANONYMOUS, Identity.INITIALS, Identity.FIRST_NAME, Identity.FULL_NAME,
)  # fmt: skip


def _names(before: Allowed, after: Allowed) -> tuple[bool, bool]:
    was, will = before.identity, after.identity
    if was == will:
        is_another = was == Identity.PSEUDONYM and before.pseudonym != after.pseudonym
        return is_another, is_another
    if was in _MORE_AND_MORE and will in _MORE_AND_MORE:
        is_more = _MORE_AND_MORE.index(will) > _MORE_AND_MORE.index(was)
        return not is_more, is_more
    return was != Identity.ANONYMOUS, will != Identity.ANONYMOUS


def _waits(before: Allowed, after: Allowed) -> tuple[bool, bool]:
    was, will = _ends(before), _ends(after)
    if was == will:
        is_another = before.embargo != after.embargo  # death, or a word: nobody knows which first
        return is_another, is_another
    return will > was, will < was


def _ends(allowed: Allowed) -> date:
    match allowed.embargo:
        case Embargo.NONE:
            return date.min
        case Embargo.UNTIL_DATE:
            return allowed.embargo_until or date.max
        case _:
            return date.max


def _pseudonym(submission: Submission) -> str:
    testimony = getattr(submission, "testimony", None)
    return str(testimony.told.get("pseudonym", "")) if testimony else ""

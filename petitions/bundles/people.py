"""What a record says of people: those whom it is about, and those beside them.

Whom it is about is told where the full name may be shown. Everybody else comes along only in
their own submission, and is named only under the third-party rule.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from testimonies.history.gazetteer import Gazetteer
from testimonies.models import (
    LostProperty,
    PersonMention,
    Place,
    RepressionEpisode,
    RouteLeg,
    Submission,
)
from testimonies.models.person import TOLD_ABOUT
from testimonies.people.numbering import queries as numbering
from testimonies.privacy.queries import is_long_dead, may_name
from testimonies.redactions import queries as redactions
from testimonies.redactions.covering import Veil
from testimonies.review.records import names_withheld

WITH = ("names", "episodes__operation", "legs", "property", "relationships", "submission")
PERIOD_WORDS = ("from", "to", "pretext", "property", "narrative")
IN_WORDS = {"given", "patronymic", "surname", "as_written", "note"}
PERSON_WORDS = ("sex", "nationality", "occupation", "label", "death_place", "death_cause")


def told(
    mentions: Sequence[PersonMention], submission: Submission, *, is_named: bool
) -> dict[str, Any]:
    """Keys ``people``, ``others``, ``periods``, ``way``, ``property``, ``places`` of a record."""
    about = [each for each in mentions if each.role in TOLD_ABOUT]
    # What was told in another submission stays under the consent given there.
    own = [each for each in mentions if each.submission_id == submission.pk and is_named]
    veil = redactions.veil_over(submission.case_id)
    hidden = veil.hiding(names_withheld(submission)) if own else veil
    record = {
        "people": [_person(each, veil, in_full=each in own) for each in about] if is_named else [],
        "others": [_other(each, hidden) for each in own if each.role not in TOLD_ABOUT],
        "periods": [
            _period(episode, hidden, in_full=mention in own)
            for mention in about
            for episode in mention.episodes.all()
        ],
        "way": [_leg(leg, hidden) for mention in own for leg in mention.legs.all()],
        "property": [_lost(lost, hidden) for mention in own for lost in mention.property.all()],
    }
    return record | {"places": _places(record)}


def _places(record: dict[str, Any]) -> list[dict[str, Any]]:
    """What our gazetteer says of the places told in this record: a reading, and not what was told.

    A place that it does not know is left out; that is no mistake of anybody's.
    """
    gazetteer = Gazetteer()
    rows = [*record["periods"], *record["way"], *record["property"]]
    told = {row.get(part, ""): None for row in rows for part in ("from", "to", "place")}
    found = ((words, gazetteer.find(words)) for words in told if words)
    return [_place(words, place) for words, place in found if place]


def _place(told: str, place: Place) -> dict[str, Any]:
    facts = ("kind", "modern", "country", "precision_km", "source", "licence", "verification")
    return {
        "told": told,
        "names": place.names,
        "latitude": place.latitude,
        "longitude": place.longitude,
        **{fact: getattr(place, fact) for fact in facts},
    }


def _person(mention: PersonMention, veil: Veil, *, in_full: bool) -> dict[str, Any]:
    """The names are those that consent shows; what is covered is the rest."""
    more = {part: _words(mention.told, part, veil) for part in PERSON_WORDS} if in_full else {}
    # Nobody was asked about them: they lead to what others have published of the person.
    numbers = list(numbering.records(mention)) if in_full and is_long_dead(mention) else []
    return {
        "role": mention.role,
        "birth": _words(mention.told, "birth", veil),
        "birth_place": _words(mention.told, "birth_place", veil),
        "names": [
            {"type": name.type, **_name(name.written, veil, {"note"})}
            for name in mention.names.all()
        ],
        **({"fate": mention.fate, "death": mention.death_edtf} if in_full else {}),
        **more,
        **({"numbers": numbers} if numbers else {}),
    }


def _other(mention: PersonMention, hidden: Veil) -> dict[str, Any]:
    """Of somebody who may be alive: what they were to the person, and no more."""
    (kinship,) = mention.relationships.all()
    is_named = may_name(mention)
    names = [{"type": name.type, **_name(name.written, hidden)} for name in mention.names.all()]
    words = ("death_place", "place", "note")
    return {
        "role": mention.role,
        "kin": kinship.kin,
        "certainty": kinship.certainty,
        "fate": mention.fate,
        "name_withheld": bool(names) and not is_named,
        "names": names if is_named else [],
        "birth": mention.birth_edtf if is_named else "",
        "death": mention.death_edtf if is_named else "",
        **{part: _words(mention.told, part, hidden) if is_named else "" for part in words},
    }


def _period(episode: RepressionEpisode, hidden: Veil, *, in_full: bool) -> dict[str, str]:
    parts = PERIOD_WORDS if in_full else ()
    return {
        "type": episode.type,
        "start": _words(episode.told, "start_told", hidden) or episode.start_edtf,
        "end": _words(episode.told, "end_told", hidden) or episode.end_edtf,
        "start_edtf": episode.start_edtf,
        "end_edtf": episode.end_edtf,
        "start_proof": episode.start_proof,
        "end_proof": episode.end_proof,
        "operation": episode.operation.slug if episode.operation else "",
        "ordered_by": episode.ordered_by,
        "status_imposed": episode.status_imposed,
        "release_ground": episode.release_ground,
        **{part: _words(episode.told, part, hidden) for part in parts},
    }


def _leg(leg: RouteLeg, hidden: Veil) -> dict[str, str]:
    return {
        "mode": leg.mode,
        "start": leg.start_edtf,
        "end": leg.end_edtf,
        **{part: _words(leg.told, part, hidden) for part in ("from", "to", "deaths")},
    }


def _lost(lost: LostProperty, hidden: Veil) -> dict[str, str]:
    return {
        "kind": lost.kind,
        "taken": lost.taken_edtf,
        "returned": lost.returned,
        "proof": lost.proof,
        **{part: _words(lost.told, part, hidden) for part in ("what", "place", "taken_by")},
    }


def _words(told: Any, part: str, hidden: Veil) -> str:
    return hidden.over(_text(told, part))


def _name(written: dict[str, str], veil: Veil, parts: Set[str] = IN_WORDS) -> dict[str, str]:
    """As it was written; the other keys are codes."""
    return {key: veil.over(part) if key in parts else part for key, part in written.items()}


def _text(told: Any, part: str) -> str:
    return str((told or {}).get(part) or "").strip()

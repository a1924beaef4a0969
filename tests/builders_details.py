"""A testimony in which everything is told that can be told beside the story."""

from __future__ import annotations

from typing import Any

from testimonies.history import actions as history
from testimonies.models import Submission
from tests.builders_intake import ENTRIES, a_submitted_testimony
from tests.restored import restored

PERIOD: dict[str, list[str]] = {
    **ENTRIES["periods"][0],
    "operation": ["june-deportation"],
    "ordered_by": ["nkvd"],
    "pretext": ["family of a bandit"],
    "status_imposed": ["special_settler"],
    "property_taken": ["The house and the orchard"],
    "release_ground": ["removed_from_register"],
    "to_place": ["Igarka"],
}
LEG = {
    "from_place": ["Kretinga"],
    "to_place": ["Altai krai"],
    "mode": ["cattle_wagon"],
    "start_2": ["1941"],
    "end_0": ["14-30"],
    "end_1": ["6"],
    "end_2": ["1941"],
    "deaths": ["The child of Vytenis died before the Urals."],
}
BROTHER = {
    "given": ["Rimgaudas"],
    "surname": ["Žemaitis"],
    "kin": ["brother"],
    "sureness": ["certain"],
    "fate": ["died_in_exile"],
    "death_2": ["1943"],
    "death_certainty": ["earlier"],
    "death_place": ["Trofimovsk"],
}
SISTER = {"given": ["Gražbylė"], "kin": ["sister"], "birth_2": ["1939"], "fate": ["returned"]}
GUARD = {"given": ["Vytenis"], "role": ["official"], "note": ["He limped."]}
COWS = {"kind": ["livestock"], "what": ["Four cows"], "taken_2": ["1941"], "returned": ["no"]}


@restored
def a_detailed_testimony(**pages: Any) -> Submission:
    """The brother has perished; the sister may be alive, and so may the official."""
    history.load_reference()
    told: dict[str, Any] = {
        "periods": [PERIOD],
        "journey": [LEG],
        "family": [BROTHER, SISTER],
        "others": [GUARD],
        "property": [COWS],
        "details": {"sex": ["female"], "label": ["daughter of a kulak"], "occupation": ["pupil"]},
    }
    return a_submitted_testimony(**{**told, **pages})

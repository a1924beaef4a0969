"""The numbers of questions: the same on paper, on the telephone, and at the desk, for ever.

A page has a number and each of its controls one behind it: 12, 12.3. What is new gets the next
number that nobody has had; the number of what is asked no more stays empty. A letter of some
years ago says "question 12.3", and it must still be that question.
"""

from __future__ import annotations

_NAME = ("given", "patronymic", "surname")
_HEAD = (
    "description", "amount", "currency", "money_of", "method", "period", "measures", "papers",
)  # fmt: skip

#: {page: (its number, its controls in the order of their numbers)}
PAGES: dict[str, tuple[int, tuple[str, ...]]] = {
    "teller": (1, ("about", "relation", "own_name")),
    "alive": (2, ("alive",)),
    "organisation": (3, ("organisation", "office")),
    "helper": (
        4,
        ("helped", "name", "relation", "organisation", "may_contact", "reach"),
    ),
    "story": (6, ("story",)),
    "name": (7, _NAME),
    "other-names": (8, (*_NAME, "type", "script", "used", "note")),
    "birth": (9, ("birth", "birth_certainty", "birth_place")),
    "before": (10, ("before",)),
    "periods": (
        12,
        (
            "type", "start", "start_certainty", "end", "end_certainty", "from_place", "to_place",
            "start_proof", "end_proof", "narrative", "operation", "ordered_by", "pretext",
            "status_imposed", "property_taken", "release_ground",
        ),
    ),
    "one-more-page": (13, ("open",)),
    "under-seal": (14, ("sealed", "goes")),
    "journey": (
        15,
        (
            "period", "from_place", "to_place", "mode", "start", "start_certainty", "end",
            "end_certainty", "deaths",
        ),
    ),
    "property": (
        16,
        ("kind", "what", "place", "taken", "taken_certainty", "taken_by", "proof", "returned"),
    ),
    "family": (
        17,
        (
            *_NAME, "kin", "sureness", "birth", "birth_certainty", "fate", "death",
            "death_certainty", "death_place", "note",
        ),
    ),
    "others": (18, (*_NAME, "role", "sureness", "met_at", "fate", "note")),
    "details": (19, ("sex", "nationality", "occupation", "label")),
    "fate": (20, ("fate", "death", "death_certainty", "death_place", "death_cause")),
    "after": (21, ("after",)),
    "papers": (22, ("file", "part_of", "kind", "caption")),
    "audience": (23, ("text", "documents", "photographs", "recording")),
    "shown-as": (24, ("identity", "pseudonym")),
    "uses": (25, ("uses", "scope", "institutions")),
    "waiting": (26, ("embargo", "until")),
    "contact": (
        27,
        ("preference", "name", "email", "phone", "address", "through", "safe"),
    ),
    "standing": (31, ("standing", "authority")),
    "authority-papers": (32, ("papers",)),
    "heads": (33, ("heads",)),
    "head-deprivation-of-liberty": (35, _HEAD),
    "head-forced-deportation": (36, _HEAD),
    "head-forced-labour": (37, _HEAD),
    "head-bodily-or-mental-harm": (38, _HEAD),
    "head-torture-or-inhuman-treatment": (39, _HEAD),
    "head-death-or-disappearance-of-family-member": (40, _HEAD),
    "head-lost-opportunity": (41, _HEAD),
    "head-home-land-property": (42, _HEAD),
    "head-lost-earnings": (43, _HEAD),
    "head-citizenship-identity-return": (44, _HEAD),
    "head-costs": (45, _HEAD),
    "head-non-monetary": (46, _HEAD),
    "head-care-and-rehabilitation": (47, _HEAD),
    "earlier": (51, ("earlier", "earlier_words")),
    "awards": (52, ("kind", "by", "given", "given_certainty", "paper", "amount", "currency")),
    "forum": (53, ("country",)),
    "receivers": (54, ("scope", "institutions", "papers")),
}  # fmt: skip


def of_page(page: str) -> str:
    """Empty for a page that asks nothing."""
    return str(PAGES[page][0]) if page in PAGES else ""


def of_control(page: str, control: str) -> str:
    """``12.3``; empty where nothing is asked."""
    number, controls = PAGES.get(page, (0, ()))
    return f"{number}.{controls.index(control) + 1}" if control in controls else ""

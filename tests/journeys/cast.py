"""The people of the journeys. What they say in confidence is searched for everywhere later."""

from __future__ import annotations

from typing import Any

Answers = dict[str, Any]
Told = list[tuple[str, Answers]]

#: What consent lets everybody read, as it was typed.
STORY = (
    "We were eleven days on the barge to Igarka. My sister counted the bends of the river on her"
    " fingers and began anew after ten. On the shore they gave us planks and said: build."
)
BEFORE = "There was a pear tree, and I could climb it at five."
AFTER = "I was home again in 1957. I planted an apple tree for each of the eleven days."
SHOWN_NAME = "Eugenija Š."
#: Nobody but the desk, and with consent an institution, ever reads these.
SURNAME = "Šlapelytė-Rudminienė"
IN_CONFIDENCE = (
    SURNAME,
    "Benediktovna",
    "Užventis behind the old mill",
    "Шлапелите",
    "Form 17 of the third transport",
    "Kaunas, the yard of the tannery",
    "Barrack nine at the saw-mill of Igarka",
    "The brigadier took the bread of the sick",
    "Certificate that names the whole family",
    "eugenija.rudminiene@example.org",
    "+370 612 34987",
    "Tannery Lane 9, back entrance",
)
#: Said between the desk and the witness.
ASKED = "Was the barge called Ordzhonikidze, and who was the commandant?"
ANSWERED = "It was; the commandant limped, and his dog was called Pulya."


def date(name: str, day: str, month: str, year: str, sure: str = "exact") -> Answers:
    return {f"{name}_0": day, f"{name}_1": month, f"{name}_2": year, f"{name}_certainty": sure}


#: Page after page, as Eugenija types it; entries of a list have the page's name as well.
BEFORE_THE_PAUSE: Told = [
    ("teller", {"about": "self"}),
    ("helper", {"helped": "no"}),
    ("before-the-story", {}),
    ("story", {"story": f"{STORY}\n\nThey called: {SURNAME}, come forward."}),
    ("name", {"given": "Eugenija", "patronymic": IN_CONFIDENCE[1], "surname": SURNAME}),
    (
        "other-names",
        {
            "given": "Евгения",
            "surname": IN_CONFIDENCE[3],
            "type": "as_in_nkvd_file",
            "script": "Cyrl",
            "note": IN_CONFIDENCE[4],
        },
    ),
    ("birth", {**date("birth", "2", "11", "1936"), "birth_place": IN_CONFIDENCE[2]}),
]
UP_TO_BIRTH = BEFORE_THE_PAUSE[:6]
AFTER_THE_PAUSE: Told = [
    ("before", {"before": BEFORE}),
    ("before-the-periods", {}),
    (
        "periods",
        {
            "type": "special_settlement",
            **date("start", "22", "5", "1948"),
            "start_proof": "archive",
            **date("end", "", "", "1957", "about"),
            "end_proof": "witnesses",
            "from_place": IN_CONFIDENCE[5],
            "to_place": IN_CONFIDENCE[6],
            "narrative": IN_CONFIDENCE[7],
        },
    ),
    ("one-more-page", {}),
    *((skipped, {}) for skipped in ("journey", "property", "family", "others", "details")),
    ("after", {"after": AFTER}),
]
CAPTION = IN_CONFIDENCE[8]
EMAIL = IN_CONFIDENCE[9]
CONSENT_AND_CONTACT: Told = [
    ("audience", {"text": "public", "documents": "institutions", "photographs": "archive"}),
    ("shown-as", {"identity": "first_name"}),
    ("uses", {"uses": ["petition_bundle", "claim_support"], "scope": "all"}),
    ("waiting", {"embargo": "none"}),
    (
        "contact",
        {
            "preference": "email",
            "name": f"Eugenija {SURNAME}",
            "email": EMAIL,
            "phone": IN_CONFIDENCE[10],
            "address": IN_CONFIDENCE[11],
            "safe": "yes",
        },
    ),
]

#: Every box that the page offers under this name.
CHOOSE_ALL = "(all of them)"
CLAIMED = ("The cow Margė and eleven hives", "Nine years of sawing without wages")
EARLIER = "The commission of 1991 gave a paper and nothing else"
CLAIM: Told = [
    ("tasks", {}),
    ("standing", {"standing": "self", "authority": "none_declared"}),
    ("helper", {"helped": "no"}),
    ("tasks", {}),
    ("papers", {}),
    ("tasks", {}),
    ("heads", {"heads": ["home_land_property", "forced_labour"]}),
    ("before-the-heads", {}),
    ("head-forced-labour", {"description": CLAIMED[1]}),
    (
        "head-home-land-property",
        {
            "description": CLAIMED[0],
            "amount": "12 500,50",
            "currency": "EUR",
            "method": "stated",
            "papers": CHOOSE_ALL,
        },
    ),
    ("one-more-page", {}),
    ("tasks", {}),
    ("earlier", {"earlier": "yes", "earlier_words": EARLIER}),
    ("awards", {"kind": "status", "by": "The commission of 1991"}),
    ("forum", {"country": "LT"}),
    ("tasks", {}),
    ("receivers", {"scope": "all", "papers": "yes"}),
    ("tasks", {}),
]

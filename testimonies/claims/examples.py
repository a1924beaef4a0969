"""Examples of answers to the questions of a claim: right ones, and wrong ones with the error."""

from __future__ import annotations

from testimonies.intake.examples import NO_CHOICE, date, right, wrong
from testimonies.models.case import Voice

STANDING = (
    right(standing="heir_at_law", authority="inheritance_certificate").only(
        Voice.SELF, Voice.DEAD
    ),
    right(standing="guardian", authority="court_order").only(Voice.LIVING),
    right(standing="organisation", authority="membership_mandate").only(Voice.ORGANISATION),
    wrong("standing", NO_CHOICE.format("self"), standing="self", authority="none_declared").only(
        Voice.LIVING, Voice.DEAD, Voice.ORGANISATION
    ),
    wrong(
        "standing",
        "Choose an answer: “In what capacity do you claim?”",
        authority="none_declared",
    ),
)
HEADS = (
    right(heads=["forced_deportation", "home_land_property"]),
    right(heads=["under_seal"]),
    wrong("heads", "Choose an answer: “What do you claim for?”"),
    wrong("heads", NO_CHOICE.format("revenge"), heads=["revenge"]),
)
ONE_HEAD = (
    right(description="Seventeen years in the Altai."),
    right(description="The house", amount="12 500,50", currency="EUR", method="stated"),
    right(
        description="Four cows",
        amount="4 000",
        currency="roubles, Soviet, before December 1947",
        money_of="1941",
        measures=["compensation", "satisfaction"],
    ),
    right(description="The mill", amount="900", currency="gold roubles", money_of="1913"),
    right(money_of="Before the war"),
    right(),
    wrong(
        "money_of",
        "The year 1841 is too early to be meant here. Is every digit right?",
        description="Four cows",
        money_of="1841",
    ),
    wrong("money_of", "This day has not come yet. Is the year right?", money_of="2941"),
    wrong("measures", NO_CHOICE.format("revenge"), measures=["revenge"]),
    wrong("currency", "Write the currency of the amount.", amount="1 250"),
    wrong(
        "amount",
        "Write the amount in digits, for example 1 250 or 1 250,50.",
        description="The mill",
        amount="a great deal",
    ),
)
EARLIER = (
    right(earlier="no"),
    right(earlier="yes", earlier_words="The commission of 1991"),
    wrong("earlier_words", "Write what you know about it.", earlier="yes"),
)
AWARD = (
    right(kind="status", by="The commission of Kretinga", **date("given", "", "", "1991")),
    right(kind="one_sum", amount="400", currency="LTL"),
    wrong("kind", "Choose an answer: “What was it?”", by="The commission of Kretinga"),
    wrong(
        "given",
        "There is no such day. Leave empty what you do not know.",
        kind="court",
        **date("given", "31", "4", "1992"),
    ),
)
AUTHORITY_PAPERS = (
    right(),
    wrong("papers", NO_CHOICE.format("mine"), papers=["mine"]),
)
FORUM = (
    right(country="LT"),
    right(),
    wrong("country", NO_CHOICE.format("XX"), country="XX"),
)
RECEIVERS = (
    right(scope="all", papers="yes"),
    right(scope="none", papers="no"),
    wrong(
        "institutions",
        "Choose at least one institution, or “None of them”.",
        scope="some",
        papers="no",
    ),
)

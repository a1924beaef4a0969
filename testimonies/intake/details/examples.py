"""Examples of answers on what can be told beside the story."""

from __future__ import annotations

from testimonies.intake.examples import NO_CHOICE, NULL, date, right, wrong
from testimonies.models.case import Voice

NO_SUCH_DAY = "There is no such day. Leave empty what you do not know."
WRONG_ORDER = "The end lies before the beginning. Which one is right?"
LEG = (
    right(from_place="Kretinga", to_place="Altai krai", mode="cattle_wagon"),
    right(to_place="где-то за Камнем", **date("start", "", "7", "1941", "about")),
    right(),
    wrong("mode", NO_CHOICE.format("rocket"), mode="rocket"),
    wrong(
        "end",
        WRONG_ORDER,
        **date("start", "", "", "1942"),
        **date("end", "", "", "1941"),
    ),
)
RELATIVE = (
    right(given="Petras", kin="brother", fate="died_in_exile", **date("death", "", "", "1943")),
    right(kin="grandmother", sureness="heard", **date("birth", "", "", "1868", "about")),
    wrong("kin", "Choose an answer: “Who was it?”", given="Petras").only(Voice.SELF),
    wrong(
        "kin", "Choose an answer: “Who was this to the person you tell about?”", given="Petras"
    ).only(Voice.LIVING, Voice.DEAD, Voice.ORGANISATION),
    wrong("death", NO_SUCH_DAY, kin="mother", **date("death", "31", "2", "1943")),
    wrong(
        "death",
        WRONG_ORDER,
        kin="sister",
        **date("birth", "", "", "1943"),
        **date("death", "", "", "1941"),
    ),
)
OTHER_PERSON = (
    right(given="Marija", role="helper", note="She hid our bread."),
    right(role="official", met_at="Igarka"),
    wrong("role", "Choose an answer: “Who was it?”", given="Marija"),
)
LOST = (
    right(kind="livestock", what="Four cows", **date("taken", "14", "6", "1941")),
    right(kind="house", returned="partly", proof="archive"),
    wrong("kind", "Choose an answer: “What was it?”", what="Four cows"),
    wrong(
        "taken",
        "The year 1841 is too early to be meant here. Is every digit right?",
        kind="land",
        **date("taken", "", "", "1841"),
    ),
)
ABOUT_THE_PERSON = (
    right(sex="female", nationality="žemaitė", occupation="pupil", label="family of a kulak"),
    right(),
    wrong("label", NULL, label="\x00"),
)
WHAT_BECAME = (
    right(fate="returned"),
    right(fate="died_in_camp", death_place="Vorkuta", **date("death", "", "2", "1944")),
    wrong("fate", NO_CHOICE.format("forgotten"), fate="forgotten"),
    wrong("death", NO_SUCH_DAY, **date("death", "30", "2", "1944")),
)

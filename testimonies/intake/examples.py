"""Examples of answers, page by page: some that must be taken, some that must be refused.

They belong to the questionnaire as its tests (as in the questionnaires of the CICA): a page
without both fails the house. They are shown to nobody and are no part of its digest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from testimonies.models.case import Voice

Said = Mapping[str, str | Sequence[str]]

NO_CHOICE = "Select a valid choice. {} is not one of the available choices."
NULL = "Null characters are not allowed."


@dataclass(frozen=True)
class Example:
    """Answers to one page. Where they are wrong: at which control, and what is said there."""

    said: Said
    at: str = ""
    error: str = ""
    #: In which voices it is one; empty for all of them.
    voices: tuple[Voice, ...] = ()

    def only(self, *voices: Voice) -> Example:
        return replace(self, voices=voices)

    @property
    def typed(self) -> dict[str, list[str]]:
        return {
            name: [words] if isinstance(words, str) else list(words)
            for name, words in self.said.items()
        }


def right(**said: str | Sequence[str]) -> Example:
    return Example(said)


def wrong(at: str, error: str, **said: str | Sequence[str]) -> Example:
    """`error` is the English sentence."""
    return Example(said, at, error)


def date(name: str, day: str, month: str, year: str, sure: str = "exact") -> dict[str, str]:
    return {f"{name}_0": day, f"{name}_1": month, f"{name}_2": year, f"{name}_certainty": sure}


TELLER = (
    right(about="self"),
    right(about="grandparent", relation="granddaughter", own_name="Liepa Vaivorytė"),
    right(about="member"),
    wrong("about", "Choose an answer: “About whom do you tell?”", own_name="Liepa"),
    wrong("about", NO_CHOICE.format("enemy"), about="enemy"),
)
ALIVE = (
    right(alive="yes"),
    right(alive="no"),
    wrong("alive", "Choose an answer: “Is this person alive?”"),
)
ORGANISATION = (
    right(organisation="Memento", office="chairwoman"),
    right(organisation="Спілка політв’язнів"),
    wrong("organisation", "Write the name of the organisation.", office="secretary"),
)
NAME = (
    right(given="Ona", surname="Žemaitytė-Kazlauskienė"),
    right(given="Õie"),
    right(given="Мар’яна", patronymic="Остапівна", surname="Ґудзь"),
    wrong(
        "given",
        "Write at least one of the names. If you know none, write “unknown”.",
        patronymic="Ionovna",
    ),
    wrong("surname", NULL, surname="Kask\x00"),
)
OTHER_NAME = (
    right(given="Анна", surname="Жемайтите", type="as_in_nkvd_file", script="Cyrl"),
    right(surname="Kask", type="birth"),
    wrong("given", "Write the name as it stood there.", type="birth"),
    wrong("type", "Choose an answer: “What kind of name is this?”", surname="Kask"),
)
BIRTH = (
    right(**date("birth", "14", "6", "1934"), birth_place="Kretinga"),
    right(**date("birth", "", "", "1934", "about")),
    right(**date("birth", "03.", "04", "1930")),
    right(birth_certainty="unknown"),
    wrong(
        "birth",
        "There is no such day. Leave empty what you do not know.",
        **date("birth", "31", "2", "1940"),
    ),
    wrong("birth", "Write the date as far as you know it, or choose “I do not know”."),
    wrong(
        "birth",
        "You wrote a date and also chose that you do not say one.",
        **date("birth", "", "", "1934", "unsaid"),
    ),
)
STORY = (
    right(story="They came at four in the morning. I was seven."),
    right(story=""),
    wrong("story", NULL, story="They came\x00"),
)
BEFORE = (
    right(before="We had bees."),
    right(before=""),
    wrong("before", NULL, before="\x00"),
)
PERIOD = (
    right(
        type="special_settlement",
        **date("start", "14", "6", "1941"),
        **date("end", "", "", "1958", "about"),
        to_place="Altai, Kamen",
    ),
    right(type="arrest", start_certainty="unknown", end_certainty="unsaid"),
    wrong(
        "end",
        "The end lies before the beginning. Which one is right?",
        type="labour_camp",
        **date("start", "", "", "1949"),
        **date("end", "", "", "1941"),
    ),
    wrong(
        "type",
        "Choose an answer: “What was it?”",
        **date("start", "", "", "1949"),
        end_certainty="unknown",
    ),
)
AFTER = (
    right(after="I came home in 1958 and became a teacher."),
    right(after=""),
    wrong("after", NULL, after="\x00"),
)
PAPER = (
    right(kind="archive_certificate", caption="From the archive"),
    right(),
    wrong("kind", NO_CHOICE.format("weapon"), kind="weapon"),
)
AUDIENCE = (
    right(text="public", documents="archive", photographs="researchers"),
    right(text="public", documents="archive", photographs="archive", recording="public"),
    wrong(
        "photographs",
        "Choose an answer: “Who may see the photographs?”",
        text="public",
        documents="archive",
    ),
)
SHOWN_AS = (
    right(identity="initials"),
    right(identity="pseudonym", pseudonym="The girl with the clock"),
    wrong("pseudonym", "Write the other name, or choose another answer.", identity="pseudonym"),
)
USES = (
    right(uses=["petition_bundle", "education"], scope="all"),
    right(scope="none"),
    wrong(
        "scope",
        "It cannot be sent with the petition and go to nobody. Which one do you want?",
        uses=["petition_bundle"],
        scope="none",
    ),
    wrong("institutions", "Choose at least one institution, or “None of them”.", scope="some"),
)
WAITING = (
    right(embargo="none"),
    right(embargo="until_date", until_0="1", until_1="9", until_2="2099"),
    wrong(
        "until", "Write a date in the future.",
        embargo="until_date", until_0="1", until_1="9", until_2="1999",
    ),
    wrong("until", "Write the day, the month and the year.", embargo="until_date", until_2="2099"),
)  # fmt: skip
CONTACT = (
    right(preference="none", safe="no"),
    right(preference="post", address="Pievų 3, Kretinga", safe="yes"),
    wrong(
        "phone",
        "Write the telephone number, or choose another way.",
        preference="phone",
        safe="yes",
    ),
    wrong(
        "email",
        "Write the address like name@example.org.",
        preference="email",
        email="ona(at)example",
        safe="yes",
    ),
)
ONE_MORE = (
    right(open="yes"),
    right(),
    wrong("open", NO_CHOICE.format("perhaps"), open="perhaps"),
)
UNDER_SEAL = (
    right(sealed="I have never told it."),
    right(),
    wrong("sealed", NULL, sealed="\x00"),
)
UNDER_SEAL_IN_CLAIM = (
    *UNDER_SEAL,
    right(sealed="", goes="head"),
    wrong("goes", NO_CHOICE.format("all"), sealed="I", goes="all"),
)

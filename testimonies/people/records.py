"""A mention, with all that belongs to it, as the features that are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from testimonies.history.gazetteer import Gazetteer
from testimonies.models import NameForm, PersonMention, RepressionEpisode
from testimonies.models.person import Kin, Relationship, Sex
from testimonies.models.place import PlaceKind
from testimonies.people import equivalents, folding
from testimonies.people.features import REGION, Features, Span, Spelling

#: What a mention is read with; nothing of it is asked of the database one by one.
WITH = (
    "names",
    "episodes__operation",
    "legs",
    "relationships__to__names",
    "related__of__names",
)
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
#: Words of a place that are no name of one, by their stems.
GENERAL = frozenset(
    folding.place_stem(folding.fold(word))
    for word in [
        "oblast",
        "krai",
        "region",
        "district",
        "county",
        "parish",
        "village",
        "apskritis",
        "apskrities",
        "rajonas",
        "rajono",
        "valsčius",
        "valsčiaus",
        "kaimas",
        "km",
        "pagasts",
        "apriņķis",
        "novads",
        "vald",
        "maakond",
        "küla",
        "gmina",
        "powiat",
        "województwo",
        "wieś",
        "obwód",
        "область",
        "области",
        "край",
        "края",
        "район",
        "района",
        "уезд",
        "уезда",
        "волость",
        "волости",
        "деревня",
        "село",
        "хутор",
        "повіт",
        "повіту",
        "губерния",
        "sritis",
        "apgabals",
        "oblast",
        "gubernia",
        "near",
        "USSR",
        "SSR",
        "АССР",
        "ССР",
        "СССР",
        "из",
        "in",
        "the",
        "of",
        "and",
    ]
)
MEN = frozenset({"male", "man", "v", "vyr", "vyras", "vīrietis", "mees", "mężczyzna", "м", "муж",
                 "мужской", "ч", "чол", "чоловік"})  # fmt: skip
WOMEN = frozenset({"female", "woman", "f", "mot", "moteris", "sieviete", "naine", "n", "k",
                   "kobieta", "ж", "жен", "женский", "жін", "жінка"})  # fmt: skip
#: "s. Jono", "poeg", "córka": what says that a father follows, and is not his name.
OF_A_FATHER = frozenset(
    {"s", "d", "p", "t", "c", "sūn", "sūnus", "duktė", "dukra", "poeg", "tütar", "syn", "córka"}
)
KIN: dict[str, tuple[str, str]] = {
    Kin.MOTHER: ("mother", "child"),
    Kin.FATHER: ("father", "child"),
    Kin.SISTER: ("sibling", "sibling"),
    Kin.BROTHER: ("sibling", "sibling"),
    Kin.WIFE: ("spouse", "spouse"),
    Kin.HUSBAND: ("spouse", "spouse"),
    Kin.DAUGHTER: ("child", "parent"),
    Kin.SON: ("child", "parent"),
}
#: What a parent is whose name is known to be of a woman, or of a man.
PARENT: dict[bool | None, str] = {True: "mother", False: "father"}


def features_of(mention: PersonMention, gazetteer: Gazetteer) -> Features:
    """Of a mention that was read `WITH` everything."""
    spellings = tuple(each for name in mention.names.all() for each in spellings_of(name))
    told, episodes = mention.told, list(mention.episodes.all())
    homes = [told.get("birth_place", ""), told.get("place", "")]
    homes += [episode.told.get("from", "") for episode in episodes]
    sent = [episode.told.get("to", "") for episode in episodes]
    sent += [leg.told.get("to", "") for leg in mention.legs.all()]
    return Features(
        spellings=spellings,
        sex=sex_of(told.get("sex", ""), spellings),
        birth=Span(mention.birth_earliest, mention.birth_latest),
        homes=frozenset(word for place in homes for word in words_of(place)),
        relatives=frozenset(_relatives(mention)),
        operations=frozenset(each.operation.slug for each in episodes if each.operation),
        taken=_first(episodes),
        destinations=frozenset(_destinations(sent, gazetteer)),
    )


def spellings_of(name: NameForm) -> Iterator[Spelling]:
    written = name.written
    if whole := written.get("as_written"):
        yield _taken_apart(str(whole))
    else:
        yield spelling(written)


def spelling(written: Mapping[str, str]) -> Spelling:
    """A name in its parts: ``given``, ``patronymic``, ``surname``."""
    given = [folding.fold(word) for word in _words(written.get("given", ""))]
    fathers = _words(written.get("patronymic", ""))
    plain = tuple(dict.fromkeys(word for word in given if not folding.is_patronymic(word)))
    if not fathers:
        fathers = [word for word in given if folding.is_patronymic(word)]
    return Spelling(
        given=plain or tuple(given),
        surnames=_stems(_words(written.get("surname", ""))),
        fathers=_fathers(fathers),
    )


def words_of(place: str) -> Iterator[str]:
    """The names in what was told of a place, as what they count as in any language."""
    for word in _words(place):
        folded = folding.fold(word)
        if len(folded) > 1 and folding.place_stem(folded) not in GENERAL:
            yield equivalents.place(folded)


def _taken_apart(whole: str) -> Spelling:
    """A name in one cell: what is a given name somewhere is one, and a patronymic shows itself."""
    words = _words(whole.replace("/", " "))
    fathers = [word for word in words[1:] if folding.is_patronymic(folding.fold(word))]
    others = [word for word in words if word not in fathers]
    given = [word for word in others if equivalents.is_given(folding.fold(word))]
    if not given or len(given) == len(others) > 1:
        given = others[1:2]
    surnames = [word for word in others if word not in given]
    return Spelling(
        given=tuple(folding.fold(word) for word in given),
        surnames=_stems(surnames),
        fathers=_fathers(fathers),
    )


def _stems(words: Iterable[str]) -> tuple[str, ...]:
    found = (folding.surname_stem(each) for word in words for each in folding.folds(word))
    return tuple(dict.fromkeys(stem for stem in found if stem))


def _fathers(words: Iterable[str]) -> frozenset[str]:
    names = (word for word in words if word.casefold() not in OF_A_FATHER)
    return frozenset(group for name in names for group in equivalents.father(folding.fold(name)))


def _words(text: str) -> list[str]:
    return WORD.findall(text)


def sex_of(told: str, spellings: Iterable[Spelling]) -> str:
    """As told; else as the given names say it, where they say one thing."""
    word = told.strip().rstrip(".").casefold()
    if word in WOMEN or told == Sex.FEMALE:
        return "f"
    if word in MEN or told == Sex.MALE:
        return "m"
    names = {equivalents.is_of_a_woman(each) for one in spellings for each in one.given}
    names.discard(None)
    if len(names) != 1:
        return ""
    return "f" if names.pop() else "m"


def _relatives(mention: PersonMention) -> Iterator[tuple[str, str]]:
    """From either side. A list says what the other one is to the person, and we say it so too."""
    for tie in mention.related.all():
        yield from _named(tie, tie.of, is_other=mention.row_id is None)
    for tie in mention.relationships.all():
        yield from _named(tie, tie.to, is_other=mention.row_id is not None)


def _named(
    tie: Relationship, other: PersonMention, *, is_other: bool
) -> Iterator[tuple[str, str]]:
    """`is_other`: the kinship says what the other one is, rather than the mention itself."""
    if (kin := KIN.get(tie.kin)) is None:
        return
    role = kin[0] if is_other else kin[1]
    words = [word for name in other.names.all() for each in spellings_of(name)
             for word in each.given]  # fmt: skip
    for word in words:
        what = PARENT.get(equivalents.is_of_a_woman(word), "") if role == "parent" else role
        if what:
            yield from ((what, group) for group in equivalents.given(word))


def _first(episodes: Iterable[RepressionEpisode]) -> Span:
    spans = (Span(each.start_earliest, each.start_latest) for each in episodes)
    known = [span for span in spans if span.is_known]
    return min(known, key=lambda span: str(span.first), default=Span())


def _destinations(told: Iterable[str], gazetteer: Gazetteer) -> Iterator[str]:
    """A whole region is marked: thousands were sent to each."""
    for place in filter(None, told):
        if known := gazetteer.find(place):
            is_region = known.kind == PlaceKind.REGION
            yield f"{REGION}{known.slug}" if is_region else known.slug
            if known.within:
                yield f"{REGION}{known.within.slug}"
        else:
            yield from words_of(place)

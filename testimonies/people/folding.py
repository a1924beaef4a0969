"""One spelling for a name that was written in several languages and two alphabets.

The rules are those of the domain: š sz sh ш → s, č cz ч → c, ž rz zh ж → z, w → v, j y → i,
ia iu ie → a u e, double → single, õ ↔ ы, h ↔ г ↔ х, and the endings of gender and case go. What
comes out is compared and never shown, and stands nowhere in the clear.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import combining, normalize

CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгґдеёєжзиіїйклмнопрстуўфхцчшыэ", "abvggdeeezziiiiklmnoprstuvfhccsie",
                   strict=True)),
        "щ": "sc", "ю": "iu", "я": "ia", "ъ": "", "ь": "", "'": "", "’": "", "ʼ": "", "`": "",
    }
)  # fmt: skip
LATIN = str.maketrans(
    {"š": "s", "č": "c", "ž": "z", "ł": "l", "õ": "i", "ó": "u", "ä": "a", "ö": "e", "ü": "u",
     "ø": "e", "å": "o", "ß": "s", "đ": "d"}
)  # fmt: skip
POLISH = re.compile(r"[łńśćźżów]|rz|sz|cz")
NASAL = (
    (re.compile("ą(?=[bp])"), "om"), (re.compile("ą"), "on"),
    (re.compile("ę(?=[bp])"), "em"), (re.compile("ę"), "en"),
)  # fmt: skip
CONSONANT = "bcdfghklmnprstvz"
#: In this order: letters that are written together, then single ones, then what is not heard.
STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(written), heard)
    for written, heard in (
        ("shch", "sc"), ("sch|sz|sh", "s"), ("cz|tch|tsch", "c"), ("rz|zh", "z"), ("kh", "h"),
        ("ck", "k"), ("ts(?!$)|tz", "c"), ("ph", "f"), ("th", "t"), ("ch", "c"), ("w", "v"),
        ("[jy]", "i"), ("x", "ks"), ("q", "k"), ("g", "h"), ("[^a-z]", ""),
        (r"(.)\1+", r"\1"), (f"(?<=[{CONSONANT}])i(?=[aeou])", ""), ("^ie", "e"),
        (r"([ae])u(?=[^aeiou]|$)", r"\1v"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
CH = re.compile("ch")
#: Endings of surnames, by gender, case and empire, on what is folded; q is -ski, and no letter.
SURNAME = (
    (re.compile(r"(?<=.)[aeiou]?vsk(as|ene|aite|is|ii?|aia|a|e|os)?$"), "ovq"),
    (re.compile(r"(?<=.)[aeiou]?vic(us|ene|ute|aite|is|s|a|e|ova|ov)?$"), "ovic"),
    (re.compile(r"(?<=.)sk(as|ene|aite|is|ii?|aia|a|e|os)?$"), "q"),
    (re.compile(r"(?<=.)ck(as|ene|aite|is|ii?|aia|a|e|os)?$"), "cq"),
    (
        re.compile(
            r"(?<=...)(uvene|uvna|ene)$|(?<=..)(aite|ute|ite|us|as|is|os|es|ia|ii|[aeious])$"
        ),
        "",
    ),
)
MASCULINE = re.compile(r"(?<=..)(as|is|us|es|s)$")
PATRONYMIC = re.compile(r"(?<=..)((ov|ev|iv|uv|av|v)(ic|icna|na)|inicna|icna|ic)(us|as|is|a|i)?$")
GENITIVE = re.compile(r"(?<=...)avs$")  # of -us: Motiejaus
CLASSES = str.maketrans("bpdtghkszcvfmnlr", "PPTTKKKSSSVVMNLR")
VOWELS = "aeiou"


@cache
def fold(word: str) -> str:
    """Small Latin letters only; what sounds the same is written the same."""
    text = normalize("NFC", word).casefold().translate(CYRILLIC)
    if POLISH.search(text):
        text = _nasal(text)
    text = normalize("NFKD", text.translate(LATIN))
    text = "".join(letter for letter in text if not combining(letter))
    for written, heard in STEPS:
        text = written.sub(heard, text)
    return text


def _nasal(text: str) -> str:
    for nasal, sound in NASAL:
        text = nasal.sub(sound, text)
    return text


def folds(word: str) -> tuple[str, ...]:
    """`ch` is č to some and х to others, and ą a nasal to some: it is both."""
    written = normalize("NFC", word).casefold()
    readings = [written, CH.sub("h", written), _nasal(written)]
    return tuple(dict.fromkeys(fold(each) for each in readings))


@cache
def surname_stem(folded: str) -> str:
    """Petrauskas, Petrauskienė, Petrauskaitė, Петровская → one."""
    for ending, instead in SURNAME:
        stem, found = ending.subn(instead, folded, count=1)
        if found:
            return stem
    return folded


@cache
def given_stem(folded: str) -> str:
    """Without the ending of the masculine; women keep one vowel, so that Anna is not Jan."""
    stem = MASCULINE.sub("", folded)
    if stem != folded:
        return stem
    if folded[-1:] in {"a", "e", "o"}:
        return folded.rstrip(VOWELS) + "a"
    return folded


@cache
def father_stem(folded: str) -> str:
    """Ионовна, Ionovich, Jono, Jāņa, Jaani → as Ионас, Jonas, Jānis, Jaan."""
    stem = PATRONYMIC.sub("", folded)
    stem = MASCULINE.sub("", GENITIVE.sub("", stem).rstrip(VOWELS) or stem)
    return stem.rstrip(VOWELS) or stem


def is_patronymic(folded: str) -> bool:
    """As officials wrote it: -ович, -евна, -івна. Surnames in -evičius look so, and are longer."""
    return bool(re.search(r"(?<=...)(ov|ev|iv|v)(ic|na)$|icna$", folded))


@cache
def bones(folded: str) -> str:
    """The classes of its consonants, and whether it begins with a vowel: hard to get wrong."""
    if not folded:
        return ""
    first = "A" if folded[0] in VOWELS else ""
    classes = "".join(letter for letter in folded if letter not in VOWELS).translate(CLASSES)
    return first + re.sub(r"(.)\1+", r"\1", classes)


@cache
def place_stem(folded: str) -> str:
    """A place has cases: Kretinga, Kretingos, в Кретинге."""
    return re.sub(r"(?<=...)[aeious]+$", "", folded)


@cache
def likeness(one: str, other: str) -> float:
    """From 0 to 1, of two stems: equal, with the same bones, or a slip of the pen apart."""
    if one == other:
        return 1.0
    ratio = 1 - _apart(one, other) / max(len(one), len(other), 1)
    if bones(one) == bones(other) and len(bones(one)) > 1:
        return 0.75 + 0.2 * max(ratio, 0)
    return 0.9 * ratio if ratio >= 0.75 else 0.0  # noqa: PLR2004


def _apart(one: str, other: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        before, row[0] = row[0], place
        for at, opposite in enumerate(other, start=1):
            before, row[at] = (
                row[at],
                min(row[at] + 1, row[at - 1] + 1, before + (letter != opposite)),
            )
    return row[-1]

"""Covers words in a text that leaves: names that consent hides, and what two people covered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from testimonies.redactions import passages

COVER = "[…]"  # always the same length: a longer cover would tell the length of the name
INITIAL = 2
WITHOUT_STROKE = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O"}
SHORT = 4


def cover(text: str, names: Iterable[str]) -> str:
    """The text with every word covered that is one of the names, or one of them inflected.

    Endings change in all our languages (Jonaitis, Jonaičio, Jonaitytė), so a word counts that
    begins as a name does, with its accents or without, however the letters are coded. Rather one
    word too many than one too few; a person reads it after.
    """
    text = normalize("NFC", text)
    forms = {_forms(word) for name in names for word in re.findall(r"\w+", _plain(name))}
    if not forms:
        return text
    longest_first = sorted(forms, key=len, reverse=True)
    named = re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE)
    parts, end = [], 0
    for found in named.finditer(_plain(text)):
        parts += [text[end : found.start()], COVER]
        end = found.end()
    return "".join([*parts, text[end:]])


def _plain(text: str) -> str:
    """Letter by letter without its accent, so that places in it are places in the text."""
    letters = normalize("NFC", text)
    return "".join(WITHOUT_STROKE.get(each) or normalize("NFD", each)[0] for each in letters)


def _forms(name: str) -> str:
    """A pattern for most forms of a name."""
    if len(name) <= INITIAL:
        return re.escape(name)
    if len(name) <= SHORT:
        return re.escape(name) + r"\w{0,2}"
    return re.escape(name[: max(SHORT, len(name) // 2 + 1)]) + r"\w*"


@dataclass(frozen=True)
class Veil:
    """What of the words of one case is covered wherever they leave."""

    #: Of people who may not be named, in all their forms.
    names: frozenset[str] = frozenset()
    #: By the whole answer: from where to where in it.
    places: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    #: Covered wherever it stands.
    words: tuple[str, ...] = ()

    def over(self, text: str) -> str:
        return self.over_each([text])[0]

    def over_each(self, texts: Sequence[str]) -> list[str]:
        """Over texts that follow one another: covered words may go from one into the next."""
        joined = " ".join(passages.plain(text) for text in texts)
        across = self._words_in(joined) if len(texts) > 1 else []
        seen, begin = [], 0
        for text in texts:
            plain = passages.plain(text)
            found = [*self.places.get(plain, ()), *self._words_in(plain)]
            end = begin + len(plain)
            found += [
                (max(start, begin) - begin, min(stop, end) - begin)
                for start, stop in across
                if start < end and begin < stop
            ]
            seen.append(cover(_covered(plain, found) if found else text, self.names))
            begin = end + 1
        return seen

    def _words_in(self, plain: str) -> list[passages.Place]:
        return [place for words in self.words for place in passages.everywhere(plain, words)]

    def hiding(self, names: Iterable[str]) -> Veil:
        """The same, and over these names as well."""
        return replace(self, names=self.names | frozenset(names))


def _covered(text: str, places: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in sorted(places):
        if start > end or not parts:
            parts += [text[end:start], COVER]
        end = max(end, stop)
    return "".join([*parts, text[end:]])

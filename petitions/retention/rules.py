"""How long what is kept where no institution says it, and what may speak of a signer."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

#: Days after the closing, for whoever signed for no institution; as profiles have it at first.
USUAL_DAYS = 365
#: Taken back or replaced before it went anywhere: until the letter about it is forgotten, too.
AFTER_THE_END = timedelta(days=30)
#: A look that is older says too little about today.
REPORT_IS_GOOD_FOR = timedelta(days=7)
#: So often beat looks; the first page of the desk says what it found.
LOOK_EVERY = timedelta(hours=20)
#: Of a word in a name: shorter ones begin too many others.
SHORTEST = 4
#: Where a language bends it; what is left is looked for.
ENDING = 2


def may_speak_of(text: str, known: Iterable[str]) -> bool:
    """Whether a word of these (a name, a reference, a mailbox) begins a word of a text.

    Names are bent in many languages: rather too much is found than too little.
    """
    stems = {_stem(word) for each in known for word in _words(each) if len(word) >= SHORTEST}
    return any(word.startswith(stem) for word in _words(text) for stem in stems)


def _stem(word: str) -> str:
    return word[: max(SHORTEST, len(word) - ENDING)]


def _words(text: str) -> list[str]:
    """Without signs above and below the letters, which clerks leave out."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"\w+", kept)

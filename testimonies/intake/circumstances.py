from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from testimonies.models.case import Voice

T = TypeVar("T")


class Lazily(Collection[T]):
    """What is read when somebody first asks for it, and then once."""

    def __init__(self, read: Callable[[], Sequence[T]]) -> None:
        self._read = cache(read)

    def __iter__(self) -> Iterator[T]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __contains__(self, each: object) -> bool:
        return each in self._read()


@dataclass(frozen=True)
class Circumstances:
    """What the wording and the choices of a page depend on."""

    voice: Voice = Voice.SELF
    #: The case has a testimony, or an address, that need not be asked for again.
    has_testimony: bool = False
    has_contact: bool = False
    #: By which the return code is known where somebody wrote it among the answers.
    code_key: bytes = b""
    #: What is only read where a page asks for it:
    #: papers that are here already: (uuid, what they are)
    papers: Collection[tuple[str, str]] = ()
    #: Of these, the ones that have not been handed in yet.
    new_papers: Collection[tuple[str, str]] = ()
    #: Those that could receive it: (code, name)
    institutions: Collection[tuple[str, str]] = ()
    #: names of places to choose from
    places: Iterable[str] = ()
    #: Deportations and the like: (slug, name)
    operations: Iterable[tuple[str, str]] = ()
    #: The periods told so far: (key, a line by which they are recognised)
    periods: Iterable[tuple[str, str]] = ()

from __future__ import annotations

from dataclasses import dataclass

from testimonies.models.case import Voice


@dataclass(frozen=True)
class Circumstances:
    """What the wording and the choices of a page depend on."""

    voice: Voice = Voice.SELF
    #: The case has a testimony, or an address, that need not be asked for again.
    has_testimony: bool = False
    has_contact: bool = False
    #: Papers that are here already: (uuid, what they are)
    papers: tuple[tuple[str, str], ...] = ()
    #: Of these, the ones that have not been handed in yet.
    new_papers: tuple[tuple[str, str], ...] = ()
    #: Those that could receive it: (code, name)
    institutions: tuple[tuple[str, str], ...] = ()

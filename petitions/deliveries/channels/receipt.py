"""What every way of handing over promises.

A channel module has ``send(delivery) -> Receipt``. The same delivery may be sent again after a
crash: the identity of the bundle is the key by which nothing arrives twice. A plain `Refusal`
is tried again after a pause that grows.
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from testimonies.errors import Refusal


@dataclass(frozen=True)
class Receipt:
    """Where the bundle lies on the other side, in the channel's own words; empty for the desk."""

    placed_at: str = ""


class Stopped(Refusal):
    """Trying again would not help, or would be wrong: a person has to look first."""


class Waiting(Refusal):
    """Nothing is wrong: it is somebody else's turn. Looked at again after so many seconds."""

    def __init__(self, sentence: str | Promise, *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds


def said(words: object, *, most: int) -> str:
    """What a program on the other side says, cut short, without what no database row takes."""
    return "".join(each if each.isprintable() else " " for each in str(words))[:most].strip()

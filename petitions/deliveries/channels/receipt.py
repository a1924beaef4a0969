"""What every way of handing over promises.

A channel module has ``send(delivery) -> Receipt``. The same delivery may be sent again after a
crash: the identity of the bundle is the key by which nothing arrives twice.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Receipt:
    """Where the bundle lies on the other side, in the channel's own words; empty for the desk."""

    placed_at: str = ""

"""What a signer does, for journeys in which more happens than a signature."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from typing import Any

from tests.instance import Instance, eventually
from tests.visitor import Page, Visitor

PETITION = "justice-for-the-deported"
TO_ALL = "send it to all of them"
NOBODY_IS_QUICKER = 2.2  # seconds; a form that comes back sooner is taken for a robot's
SHOWN_WITHIN = 10.0  # seconds from the button to the count


@dataclass(frozen=True)
class Signer:
    name: str
    email: str
    country: str = "LT"

    @property
    def answers(self) -> dict[str, Any]:
        return {"name": self.name, "email": self.email, "country": self.country}


def open_form(instance: Instance) -> Page:
    return open_forms(instance, 1)[0]


def open_forms(instance: Instance, tabs: int) -> list[Page]:
    """The form, looked at for as long as a person needs at least."""
    address = f"/en/petitions/{PETITION}/sign/"
    forms = [Visitor(instance.url).open(address) for _tab in range(tabs)]
    threading.Event().wait(NOBODY_IS_QUICKER)
    return forms


def sign(instance: Instance, *signers: Signer) -> None:
    """All of them on one device, one after the other."""
    form = open_form(instance)
    for signer in signers:
        words = [word for word in signer.name.split() if not word.isdigit()]
        instance.confide(signer.name, *words, signer.email)
        sent = form.press(TO_ALL, **signer.answers)
        assert "look into your mail" in sent.text, sent.errors


def link_for(instance: Instance, signer: Signer) -> str:
    letter = instance.mail_to(signer.email, containing="/signatures/confirm/")
    return address_in(letter, "/signatures/confirm/")


def confirm(instance: Instance, signer: Signer) -> Page:
    """From the letter to the page of the signature."""
    page = Visitor(instance.url).open(link_for(instance, signer))
    return page.press("Yes, I sign")


def address_in(letter: str, part: str) -> str:
    """The first link of a letter that has this in it."""
    found = re.search(rf"https?://\S*{re.escape(part)}\S*", letter)
    assert found, f"no link with {part} in: {letter}"
    return found.group()


def count(instance: Instance) -> int:
    """What programs are told."""
    found = Visitor(instance.url).session.get(
        f"{instance.url}/api/v1/petitions/{PETITION}", timeout=10
    )
    return int(found.json()["counts"]["total"])


def count_on_page(instance: Instance) -> int:
    """What people are told."""
    text = Visitor(instance.url).open(f"/en/petitions/{PETITION}/").text
    found = re.search(r"([\d,. ]+) people have signed and confirmed", text)
    assert found, text[:400]
    return int(re.sub(r"\D", "", found.group(1)))


def settled_count(instance: Instance) -> int:
    """The count once it stands still: nobody is just being counted, nor those of the start."""
    seen = [0]

    def stands_still() -> bool:
        threading.Event().wait(0.7)
        seen.append(count(instance))
        return seen[-1] > 0 and len(set(seen[-4:])) == 1

    eventually(stands_still, seconds=60)
    return seen[-1]


def shows(instance: Instance, total: int, *, since: float) -> None:
    """Programs and people see this count within the time that we promise."""
    left = max(0.1, SHOWN_WITHIN - (time.monotonic() - since))
    eventually(lambda: count(instance) == total, seconds=left)
    eventually(lambda: count_on_page(instance) == total, seconds=left)

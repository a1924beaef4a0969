"""Several people who sign and confirm without a pause, and note what they were told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import requests

from tests.instance import Instance
from tests.journeys import signing
from tests.journeys.signing import TO_ALL, Signer
from tests.visitor import Page, Visitor

PEOPLE = 3
BETWEEN_TWO = 0.4  # seconds; the whole crowd comes from one address, and that has its limit
AWAY = 503


@dataclass
class Crowd:
    instance: Instance
    #: Addresses of those who were told "look into your mail" and "your signature counts".
    signed: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)
    away_page: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)
    _go_home: threading.Event = field(default_factory=threading.Event)

    @property
    def acts(self) -> int:
        return len(self.signed) + len(self.confirmed)

    def enough(self) -> None:
        """Nobody begins anew; whoever has signed still confirms."""
        self._stop.set()

    def _sign(self, number: int) -> None:
        form = signing.open_form(self.instance)
        turn = 0
        while not self._stop.wait(BETWEEN_TWO):
            turn += 1
            form.visitor.come_from(
                f"10.0.{number}.{turn % 250}"
            )  # or it is a crowd at one address
            signer = Signer(f"Person {number} Turn {turn}", f"person{number}.{turn}@example.org")

            def act(who: Signer = signer) -> Page:
                return form.press(TO_ALL, **who.answers)

            if self._insist(act, "look into your mail"):
                self.signed.add(signer.email)

    def _confirm(self) -> None:
        seen: set[Path] = set()
        visitor = Visitor(self.instance.url)
        while not self._go_home.wait(0.1):
            for path in sorted(set((self.instance.home / "mail").glob("*.eml")) - seen):
                seen.add(path)
                mail = message_from_bytes(path.read_bytes(), policy=policy.default)
                address = str(mail["To"])
                if not address.startswith("person") or address in self.confirmed:
                    continue
                link = signing.address_in(mail.get_content(), "/signatures/confirm/")
                if self._insist(lambda at=link: _press(visitor.open(at)), "counts"):  # type: ignore[misc]
                    self.confirmed.add(address)

    def _insist(self, act: Callable[[], Page], told: str) -> bool:
        """Until the page says so, as people do; a page of our own for an outage is no fault."""
        while not self._go_home.is_set():
            with suppress(requests.RequestException):
                page = act()
                self.answers[page.status] += 1
                if page.status == AWAY:
                    self.away_page = page.response.text
                elif told in page.text:
                    return True
                else:
                    self.trouble.append(f"{page.status} {page.url}: {page.text[:300]}")
                    return False
            self._go_home.wait(0.2)
        return False


def _press(page: Page) -> Page:
    """Whoever finds that the link has done its work already has been told enough."""
    return page.press("Yes, I sign") if "Yes, I sign" in page.text else page


@contextmanager
def signing_crowd(instance: Instance) -> Iterator[Crowd]:
    crowd = Crowd(instance)
    people = [threading.Thread(target=crowd._sign, args=(n,)) for n in range(PEOPLE)]
    people.append(threading.Thread(target=crowd._confirm))
    for person in people:
        person.start()
    try:
        yield crowd
    finally:
        crowd.enough()
        crowd._go_home.set()
        for person in people:
            person.join(30)

"""What the staff does at the desk."""

from __future__ import annotations

from testimonies.models.claim_check import Answer, Point
from tests.instance import Instance
from tests.journeys.cast import Answers
from tests.visitor import Page, Visitor


def sign_in(instance: Instance, who: str) -> Visitor:
    visitor = Visitor(instance.url)
    login = visitor.open("/admin/")
    assert "/accounts/login/" in login.url
    desk = login.press("Sign in", login=f"{who}@example.org", password=instance.password)
    assert desk.url.endswith("/admin/"), desk.text
    return desk.visitor


def open_submission(visitor: Visitor, reference: str) -> Page:
    """As somebody does who has it in the queue before them."""
    queue = visitor.open("/admin/testimonies/submission/?waits=all")
    return queue.follow(reference)


def tick_everything(screen: Page) -> Page:
    """All that a claim needs is here."""
    points: Answers = dict.fromkeys(Point.values, Answer.HERE.value)
    return screen.follow("Is the claim complete?").press("Keep this", **points)


def assess(screen: Page, button: str, verb: str) -> Page:
    said: Answers = {f"{verb}-plausibility": "fits", f"{verb}-support": "papers"}
    return screen.press(button, **said)


def ask(screen: Page, question: str) -> Page:
    said: Answers = {"ask-question": question}
    return screen.press("Ask the submitter", **said)

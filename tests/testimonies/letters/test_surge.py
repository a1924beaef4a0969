"""Nobody who waits for a letter stands behind letters to many people, or behind a slow domain."""

from __future__ import annotations

import os
import signal
from collections import Counter
from datetime import timedelta
from threading import Thread
from time import monotonic

import pytest
from django.db import connection
from django.utils.timezone import now
from pytest_django import Settings

from testimonies.letters import actions as letters
from testimonies.letters import kinds, pacing
from testimonies.models import DomainRest, Letter
from testimonies.models.letter import Priority, State
from testimonies.models.switch import Part
from testimonies.switches import actions as switches
from tests.builders_review import an_administrator
from tests.builders_signing import a_confirmed_signature
from tests.testimonies.letters.conftest import Office
from tests.testimonies.letters.processes import a_sender

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 5
#: What lies in a row that it was not made for opens with no key.
MIXED_UP = """
UPDATE testimonies_letter SET contents = (SELECT contents FROM testimonies_letter WHERE id = %s)
WHERE id = %s
"""


def write(subject: str, *, to: str = "ona@example.org") -> Letter:
    return letters.queue("sign_in", to=to, language="en", subject=subject, text="Words.")


def a_receipt(*, to: str = "ona@example.org") -> Letter:
    words = {"title": "Justice", "reference": "S-0000000000000000"}
    return letters.queue("signature_confirmed", to=to, language="en", **words)


def news(number: int, *, to: str = "") -> Letter:
    words = {"text": "Words.", "title": "Justice", "no_more_news": "/en/stop/"}
    address = to or f"a{number}@domain{number % 700}.example.org"
    return letters.queue("news", to=address, language="en", subject=f"n{number}", **words)


def send_bulk() -> None:
    try:
        letters.send_bulk()
    finally:
        connection.close()


def states() -> Counter[str]:
    return Counter(Letter.objects.values_list("state", flat=True))


def test_the_form_writes_confirmations_first_and_receipts_after() -> None:
    a_confirmed_signature()

    assert dict(Letter.objects.values_list("kind", "priority")) == {
        "confirm_signature": Priority.CONFIRM,
        "signature_confirmed": Priority.RECEIPT,
    }
    assert Letter.objects.filter(domain_key=pacing.domain_key("x@example.org")).count() == 2


def test_confirmations_go_before_receipts(office: Office) -> None:
    a_receipt()
    write("confirm")

    letters.send_due()

    assert office.post.arrived[0] == "confirm"
    assert len(office.post.arrived) == 2


def test_every_kind_of_news_says_how_to_stop_it() -> None:
    assert {kinds.priority(kind) for kind in kinds.NEWS} == {Priority.BULK}
    assert kinds.priority("unheard_of") == Priority.RECEIPT


def test_five_thousand_letters_to_many_people_do_not_delay_a_confirmation(office: Office) -> None:
    office.post.slow = 0.02
    for number in range(5_000):
        news(number)
    bulk = Thread(target=send_bulk)
    bulk.start()
    while not office.post.arrived:
        assert bulk.is_alive()

    begun = monotonic()
    write("confirm")
    assert letters.send_due() == 1
    taken = monotonic() - begun

    assert "confirm" in office.post.arrived
    assert taken < SOON
    assert states()[State.QUEUED] > 3_000
    switches.turn_off(Part.BULK_MAIL, by=an_administrator(), reason="Enough.")
    bulk.join(30)
    assert not bulk.is_alive()


def test_while_the_switch_is_off_news_wait_and_nothing_else(office: Office) -> None:
    switches.turn_off(Part.BULK_MAIL, by=an_administrator(), reason="A surge.")
    news(1)
    write("confirm")

    assert (letters.send_bulk(), letters.send_due()) == (0, 1)
    switches.turn_on(Part.BULK_MAIL, by=an_administrator(), reason="It is over.")

    assert letters.send_bulk() == 1


def test_a_domain_gets_no_more_than_its_share_and_others_pass_it(office: Office) -> None:
    for number in range(pacing.BULK.letters + 20):
        news(number, to=f"a{number}@big.example.org")
    news(999, to="a@small.example.org")

    assert letters.send_bulk() == pacing.BULK.letters + 1
    assert letters.send_bulk() == 0

    Letter.objects.filter(state=State.SENT).update(sent_at=now() - pacing.BULK.window)
    assert letters.send_bulk() == 20


def test_news_leave_room_for_confirmations_at_the_same_domain(office: Office) -> None:
    for number in range(pacing.BULK.letters):
        write(f"c{number}", to=f"a{number}@big.example.org")
    letters.send_due()
    news(1, to="a@big.example.org")
    write("one more", to="b@big.example.org")

    assert (letters.send_bulk(), letters.send_due()) == (0, 1)


def test_a_domain_that_answers_451_rests_and_the_others_do_not(office: Office) -> None:
    office.post.refuses = frozenset({"refuses.example.org"})
    for number in range(10):
        write(f"r{number}", to=f"a{number}@refuses.example.org")
        write(f"t{number}", to=f"a{number}@takes.example.org")

    assert letters.send_due() == 10

    assert len(office.post.refused) == 1  # one question is enough
    assert sorted(office.post.arrived) == [f"t{number}" for number in range(10)]
    assert Letter.objects.filter(attempts=1).count() == 1
    office.post.refuses = frozenset()
    later()
    assert letters.send_due() == 10


def test_a_domain_that_takes_letters_slowly_gets_a_third_of_the_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "SLOW", timedelta(seconds=0.2))
    office.post.slow_for = {"slow.example.org": 0.5}
    for number in range(6):
        write(f"s{number}", to=f"a{number}@slow.example.org")
    for number in range(20):
        write(f"q{number}", to=f"a{number}@quick.example.org")

    begun = monotonic()
    assert letters.send_due() == 21
    taken = monotonic() - begun

    assert taken < SOON
    assert Counter(subject[0] for subject in office.post.arrived) == {"s": 1, "q": 20}
    rest = DomainRest.objects.get(key=pacing.domain_key("x@slow.example.org")).until - now()
    assert rest > timedelta(0)
    later()
    assert letters.send_due() == 1


def test_one_domain_that_breaks_the_line_costs_the_others_nothing(office: Office) -> None:
    office.post.hangs_up_on = frozenset({"breaks.example.org"})
    for number in range(3):
        write(f"b{number}", to=f"a{number}@breaks.example.org")
        write(f"t{number}", to=f"a{number}@takes.example.org")

    assert letters.send_due() == 3


def test_two_broken_lines_mean_that_the_server_is_gone(office: Office) -> None:
    office.post.hangs_up_on = frozenset(f"d{number}.example.org" for number in range(9))
    for number in range(9):
        write(f"b{number}", to=f"a@d{number}.example.org")

    letters.send_due()

    assert Letter.objects.filter(attempts=1).count() == 2
    assert Letter.objects.filter(attempts=0, state=State.QUEUED).count() == 7


def test_a_killed_sender_loses_nothing_and_sends_nothing_twice(
    office: Office, settings: Settings
) -> None:
    office.post.slow = 0.3
    for number in range(8):
        write(f"n{number}", to=f"a{number}@d{number}.example.org")
    sender = a_sender(office.port)
    while len(office.post.arrived) < 2:
        assert sender.poll() is None, "it ended by itself"
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait()

    assert letters.send_due() == 0  # what it had taken is not free yet
    later()
    letters.send_due()

    arrived = Counter(office.post.arrived)
    assert set(arrived.values()) == {1}
    unsure = Letter.objects.filter(state=State.MAYBE_SENT)
    assert unsure.count() <= 1
    assert states()[State.SENT] + unsure.count() == 8
    assert len(arrived) >= 8 - unsure.count()


def later() -> None:
    """As if a day had passed."""
    past = now() - timedelta(seconds=1)
    Letter.objects.exclude(state=State.SENT).update(next_attempt_at=past)
    DomainRest.objects.update(until=past)


def test_one_letter_that_does_not_open_stands_in_no_others_way(office: Office) -> None:
    lost, goes = [write("lost"), news(1)], [write("goes"), news(2)]
    with connection.cursor() as cursor:
        cursor.executemany(MIXED_UP, [(goes[each].pk, lost[each].pk) for each in (0, 1)])

    letters.send_due()
    letters.send_bulk()

    assert office.post.arrived == ["goes", "n2"]
    for letter in lost:
        letter.refresh_from_db(fields=["state", "attempts", "problem"])
        assert (letter.state, letter.attempts, letter.problem) == ("queued", 1, "InvalidTag")


def test_a_clock_that_was_set_back_holds_up_no_letter(office: Office) -> None:
    later = now() + timedelta(hours=3)
    write("has gone")
    letters.send_due()
    Letter.objects.update(sent_at=later)
    DomainRest.objects.create(key=pacing.domain_key("ona@example.org"), until=later)
    waited = write("has waited")
    Letter.objects.filter(pk=waited.pk).update(next_attempt_at=later)
    write("is new")

    letters.send_due()

    assert office.post.arrived == ["has gone", "has waited", "is new"]

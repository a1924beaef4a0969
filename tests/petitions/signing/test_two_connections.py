"""Two browsers, two processes, two connections at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client

from petitions.models import Petition, Signature, SignatureCount
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import rules
from testimonies.errors import Refusal
from testimonies.models import Letter
from testimonies.privacy import tokens
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Each on a connection of its own, all started together."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        connection.ensure_connection()
        together.wait(10)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def post(address: str, typed: dict[str, object] | None = None) -> Callable[[], object]:
    return lambda: Client().post(address, typed or {}).status_code


def total(petition: Petition) -> int:
    return sum(SignatureCount.objects.filter(petition=petition).values_list("total", flat=True))


def test_a_double_click_signs_once() -> None:
    petition = builders.an_open_petition()
    click = post(f"/en/petitions/{petition.slug}/sign/", builders.what_is_typed(petition))

    answers = at_once([click] * 4)

    assert set(answers) == {302}
    assert Signature.objects.count() == 1
    assert Letter.objects.count() == 1


def test_whoever_comes_while_the_last_place_at_a_mailbox_is_taken_finds_none() -> None:
    petition = builders.an_open_petition()
    for name in ("First", "Second", "Third", "Fourth"):
        builders.a_signature(petition, name=name)
    address = f"/en/petitions/{petition.slug}/sign/"
    sixth = post(address, builders.what_is_typed(petition, name="Sixth"))

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            builders.a_signature(petition, name="Fifth")
            answer = other.submit(at_once, [sixth])
            wait([answer], timeout=0.5)
        assert answer.result(10) == [302]

    assert Signature.objects.count() == 5
    assert Letter.objects.filter(kind="confirm_signature").count() == 5


def test_two_who_move_to_a_mailbox_at_once_find_room_for_one() -> None:
    petition = builders.an_open_petition()
    for name in ("First", "Second", "Third", "Fourth"):
        builders.a_signature(petition, name=name, email="home@example.org")
    links = [_moves_home(petition, name) for name in ("Fifth", "Sixth", "Seventh")]

    answers = at_once([post(link) for link in links])

    assert sorted(map(str, answers)) == ["302", "409", "409"]
    assert len(set(Signature.objects.values_list("mailbox_key", flat=True))) == 3


def _moves_home(petition: Petition, name: str) -> str:
    signature = builders.a_confirmed_signature(
        petition, name=name, email=f"{name.lower()}@example.org"
    )
    return builders.another_address(signature, to="home@example.org")


def test_two_tabs_confirm_once_and_count_once() -> None:
    signature = builders.a_signature()
    link = f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, signature.uuid)}/"

    answers = at_once([post(link)] * 4)
    at_once([signing.count_signatures] * 3)

    assert set(answers) == {302}
    assert Letter.objects.filter(kind="signature_confirmed").count() == 1
    assert total(signature.petition) == 1


def test_two_clicks_withdraw_once() -> None:
    signature = builders.a_confirmed_signature()
    signing.count_signatures()
    address = f"/en/signatures/{signature.reference}/withdraw/"

    answers = at_once([post(address)] * 3)
    signing.count_signatures()

    assert set(answers) == {302}
    assert Letter.objects.filter(kind="signature_withdrawn").count() == 1
    assert total(signature.petition) == 0


def test_signing_again_from_two_tabs_sends_one_letter() -> None:
    petition = builders.an_open_petition()
    builders.a_signature(petition)
    Signature.objects.update(mailed_at="2026-01-01T00:00Z")
    click = post(f"/en/petitions/{petition.slug}/sign/", builders.what_is_typed(petition))

    at_once([click] * 4)

    assert Letter.objects.count() == 2


def test_confirming_while_others_count_loses_nobody() -> None:
    petition = builders.an_open_petition()
    waiting = [
        builders.a_signature(petition, name=f"Person {number}", email=f"{number}@example.org")
        for number in range(24)
    ]

    def confirm_some(part: list[Signature]) -> Callable[[], object]:
        def confirm() -> object:
            for signature in part:
                signing.confirm(signature.uuid)
            return None

        return confirm

    def count_and_count() -> object:
        return [signing.count_signatures() for _turn in range(8)]

    at_once([confirm_some(waiting[:12]), confirm_some(waiting[12:]), count_and_count])
    signing.count_signatures()

    assert total(petition) == Signature.objects.confirmed().count() == 24
    assert not Signature.objects.to_count().exists()


def test_a_row_that_somebody_is_changing_is_counted_later() -> None:
    first = builders.a_confirmed_signature()
    second = builders.a_confirmed_signature(first.petition, name="Second")

    with transaction.atomic():
        Signature.objects.lock(first.pk)
        (moved,) = at_once([signing.count_signatures])

    assert moved == 1
    second.refresh_from_db()
    assert second.is_counted
    assert signing.count_signatures() == 1


def test_only_one_counts_at_a_time() -> None:
    builders.a_confirmed_signature()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [7_204_003])
        (moved,) = at_once([signing.count_signatures])

    assert moved == 0
    assert signing.count_signatures() == 1


def test_withdrawing_against_confirming_ends_in_one_of_both() -> None:
    signature = builders.a_signature()

    def confirm() -> object:
        try:
            signing.confirm(signature.uuid)
        except Refusal as no:
            return str(no)
        return None

    at_once([confirm, lambda: signing.withdraw(signature.pk)])
    signing.count_signatures()

    signature.refresh_from_db()
    assert signature.state == State.WITHDRAWN
    assert total(signature.petition) == 0

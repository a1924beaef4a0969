"""One person signs once, in whatever moment they try it; what else goes wrong is not hidden."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import proving, statements
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine.rules import Verdict
from testimonies.errors import Refusal
from testimonies.models import Letter
from tests import builders_signing as builders
from tests.builders_review import a_moderator
from tests.instance import eventually
from tests.petitions.signing.test_moment_of_closing import elsewhere, waiting

pytestmark = pytest.mark.django_db(transaction=True)


def a_rejected_signature() -> Signature:
    signature = builders.a_confirmed_signature()
    Signature.objects.filter(pk=signature.pk).update(state=State.QUARANTINED)
    return quarantine.reject(signature.pk, verdict=Verdict("invented"), by=a_moderator())


def test_another_broken_promise_is_no_other_window(monkeypatch: pytest.MonkeyPatch) -> None:
    petition = builders.an_open_petition()
    taken = builders.a_confirmed_signature(petition).pk
    monkeypatch.setattr(proving, "NEXT", f"SELECT {taken}")

    with pytest.raises(IntegrityError, match="petitions_signature_pkey"):
        signing.sign_proven(builders.shown(petition), builders.a_proven(petition))

    assert Signature.objects.count() == 1


def test_taken_up_while_the_same_person_signs_again_it_is_refused() -> None:
    rejected, by = a_rejected_signature(), a_moderator()
    uuid = signing.sign(
        builders.shown(rejected.petition), builders.a_signing(rejected.petition), language="en"
    )
    assert uuid
    again = Signature.objects.get(uuid=uuid)
    row = Signature.objects.filter(pk=again.pk)
    assert again.identity_key == rejected.identity_key
    row.update(state=State.WITHDRAWN, ended_at=again.signed_at)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            row.update(state=State.PENDING, ended_at=None)
            taken = elsewhere(threads, lambda: quarantine.take_up_again(rejected.pk, by=by))
            eventually(lambda: waiting() == 1)
        with pytest.raises(Refusal, match="signed again"):
            taken.result(30)

    rejected.refresh_from_db()
    assert rejected.state == State.REJECTED


def test_forgotten_between_two_statements_it_is_signed_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    petition = builders.an_open_petition()
    old = builders.a_signature(petition)
    ask = statements.ask

    def then_forgotten(statement: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
        answer = ask(statement, parameters)
        if statement == statements.SIGN:
            Signature.objects.filter(pk=old.pk).delete()
        return answer

    monkeypatch.setattr(statements, "ask", then_forgotten)
    before = Letter.objects.count()

    uuid = signing.sign(builders.shown(petition), builders.a_signing(petition), language="en")

    assert uuid
    assert uuid != old.uuid
    assert Signature.objects.get().uuid == uuid
    assert Letter.objects.count() == before + 1

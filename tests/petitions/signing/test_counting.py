"""Counts follow the rows: exactly, whatever happens in between."""

import pytest
from django.db import connection
from django.db.models import Sum

from petitions.models import Petition, Signature, SignatureCount, TargetCount
from petitions.signing import actions as signing
from petitions.signing import counting
from petitions.tasks import count_signatures
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def counted(petition: Petition) -> dict[tuple[str, str], int]:
    rows = SignatureCount.objects.filter(petition=petition)
    return {(row.assurance, row.country): row.total for row in rows}


def counted_for_targets(petition: Petition) -> dict[str, int]:
    rows = TargetCount.objects.filter(target__petition=petition)
    totals = rows.values_list("target__profile__code").annotate(Sum("total"))
    return dict(totals)


def test_only_what_is_confirmed_counts() -> None:
    petition = builders.an_open_petition()
    builders.a_signature(petition, name="Waiting")
    builders.a_confirmed_signature(petition, name="Confirmed")

    moved = signing.count_signatures()

    assert moved == 1
    assert counted(petition) == {("email", "LV"): 1}
    assert counted_for_targets(petition) == {"gov-lt-letter": 1, "seimas-petition": 1}


def test_counting_again_changes_nothing() -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition)
    signing.count_signatures()

    assert signing.count_signatures() == 0

    assert counted(petition) == {("email", "LV"): 1}


def test_countries_institutions_and_petitions_are_counted_apart() -> None:
    petition, other = builders.an_open_petition(), builders.an_open_petition()
    letter, _formal = builders.shown(petition).targets
    builders.a_confirmed_signature(petition, name="One")
    builders.a_confirmed_signature(petition, name="Two", country="EE", targets=(letter.pk,))
    builders.a_confirmed_signature(other, country="EE")

    signing.count_signatures()

    assert counted(petition) == {("email", "LV"): 1, ("email", "EE"): 1}
    assert counted_for_targets(petition) == {"gov-lt-letter": 2, "seimas-petition": 1}
    assert counted(other) == {("email", "EE"): 1}


def test_a_withdrawal_corrects_the_count() -> None:
    petition = builders.an_open_petition()
    signature = builders.a_confirmed_signature(petition, name="One")
    builders.a_confirmed_signature(petition, name="Two")
    signing.count_signatures()

    signing.withdraw(signature.pk)
    signing.count_signatures()

    assert counted(petition) == {("email", "LV"): 1}
    assert counted_for_targets(petition) == {"gov-lt-letter": 1, "seimas-petition": 1}


def test_the_last_withdrawal_leaves_nothing() -> None:
    petition = builders.an_open_petition()
    signature = builders.a_confirmed_signature(petition)
    signing.count_signatures()

    signing.withdraw(signature.pk)
    signing.count_signatures()

    assert counted(petition) == {("email", "LV"): 0}
    assert builders.shown(petition).counts.by_country == {}


def test_what_was_withdrawn_before_it_was_counted_never_counts() -> None:
    petition = builders.an_open_petition()
    signature = builders.a_confirmed_signature(petition)
    signing.withdraw(signature.pk)

    assert signing.count_signatures() == 0

    assert counted(petition) == {}


def test_many_are_counted_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "BATCH", 3)
    petition = builders.an_open_petition()
    for number in range(7):
        builders.a_confirmed_signature(petition, name=f"{number}", email=f"{number}@a.lv")

    moved = signing.count_signatures()

    assert moved == 7
    assert counted(petition) == {("email", "LV"): 7}
    assert not Signature.objects.to_count().exists()


def test_the_task_that_beat_calls_counts() -> None:
    builders.a_confirmed_signature()

    count_signatures()

    assert not Signature.objects.to_count().exists()


def test_the_statement_turns_the_same_rows_as_the_queryset() -> None:
    petition = builders.an_open_petition()
    confirmed = builders.a_confirmed_signature(petition, name="One")
    builders.a_signature(petition, name="Two")

    waiting = list(Signature.objects.to_count())
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {counting.TURN}", {"batch": 10, "zone": "UTC"})
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert waiting == [confirmed]
    assert "petitions_signature" in plan

"""Many signatures at once, for tests about crowds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Max
from django.test import Client
from django.utils.timezone import now

from petitions.models import Invalidation, Petition, Signature, SignatureCount
from petitions.models.invalidation import Source
from petitions.signing import actions as signing
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine import queries, traces
from petitions.signing.quarantine.rules import Criterion, Previewed
from tests import builders_signing as builders
from tests.builders_review import a_moderator

ADDRESS = "203.0.113.7"
#: Everything that the database does not fill in by itself, and that must differ in each row.
_OWN = ("uuid", "reference", "identity_key", "mail_key", "mailbox_key")


def signed_from(
    petition: Petition, address: str = ADDRESS, *, name: str = "Jānis Bērziņš", **answers: Any
) -> Signature:
    """By the form, as a browser sends it."""
    newest = Signature.objects.aggregate(newest=Max("pk"))["newest"] or 0
    typed = builders.what_is_typed(petition, name=name, **answers)
    path = f"/en/petitions/{petition.slug}/sign/"
    response = Client(REMOTE_ADDR=address).post(path, typed)
    assert response.status_code == 302, response.content.decode()
    return Signature.objects.select_related("petition").get(pk__gt=newest)


def copies_of(signature: Signature, count: int) -> None:
    """As many more rows like this one, each of somebody else; too many to walk the real path."""
    fields = Signature._meta.concrete_fields
    shared = ", ".join(str(each.column) for each in fields if each.name not in (*_OWN, "id"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO petitions_signature (uuid, reference, identity_key, mail_key,"  # noqa: S608
            f" mailbox_key, {shared})"
            " SELECT gen_random_uuid(), left(md5(random()::text), 20), sha256(n::text::bytea),"
            f" sha256(n::text::bytea), sha256(n::text::bytea), {shared}"
            " FROM petitions_signature, generate_series(1, %s) AS n WHERE id = %s",
            [count, signature.pk],
        )


def since_always(**which: Any) -> Criterion:
    return Criterion(since=now() - timedelta(days=365), until=now(), **which)


def from_address(address: str = ADDRESS) -> Criterion:
    key = traces.key_of(Source.ADDRESS, address)
    return since_always(source=Source.ADDRESS, key=key)


def begun(petition: Petition, criterion: Criterion | None = None) -> Invalidation:
    criterion = criterion or from_address()
    found = queries.preview(petition, criterion)
    seen = Previewed(found.total, found.newest)
    return quarantine.invalidate(
        petition.pk, criterion, seen, reason="A program", by=a_moderator()
    )


def set_aside(petition: Petition, criterion: Criterion | None = None) -> Invalidation:
    """As a moderator and a worker do it."""
    invalidation = begun(petition, criterion)
    return worked(invalidation)


def worked(invalidation: Invalidation) -> Invalidation:
    quarantine.work_on(invalidation.pk)
    invalidation.refresh_from_db()
    return invalidation


def state_of(signature: Signature) -> str:
    return Signature.objects.values_list("state", flat=True).get(pk=signature.pk)


def a_confirmed_one(petition: Petition, name: str, **answers: Any) -> Signature:
    signature = signed_from(petition, name=name, **answers)
    signing.confirm(signature.uuid)
    return signature


def three(petition: Petition) -> tuple[Signature, Signature, Signature]:
    """Confirmed, waiting for its letter to be answered, and put aside one by one before."""
    confirmed, pending = a_confirmed_one(petition, "First"), signed_from(petition, name="Second")
    odd = a_confirmed_one(petition, "Third", email="robot@mailinator.com")
    return confirmed, pending, odd


def counted(petition: Petition) -> int:
    signing.count_signatures()
    assert not Signature.objects.to_count().exists()
    return sum(SignatureCount.objects.filter(petition=petition).values_list("total", flat=True))


def states(*signatures: Signature) -> list[str]:
    return [state_of(each) for each in signatures]

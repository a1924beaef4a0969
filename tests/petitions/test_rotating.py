"""Everything that is encrypted lies under the new key after a rotation, and says what it said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyrage
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from petitions.models import PaperScan
from petitions.rotating import queries
from petitions.signing.paper import scans
from testimonies.evidence import keeping, renewing
from testimonies.models import Segment
from testimonies.privacy import vault
from testimonies.privacy.rotating import actions as rotating
from testimonies.privacy.rotating.columns import Column
from tests.builders_encrypted import one_of_each_other_kind
from tests.builders_recordings import an_approved_version
from tests.builders_review import a_moderator
from tests.house.addresses import all_addresses

pytestmark = pytest.mark.django_db

NEW = {"k2": b"n" * 32}


def test_whatever_is_encrypted_is_encrypted_anew_and_says_the_same(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    all_addresses()
    one_of_each_other_kind()
    codes = RecoveryCodes.activate(a_moderator()).get_unused_codes()
    empty = [each.place for each in queries.everywhere() if not each.rows().exists()]
    assert not empty, empty
    before, files = dict(_told()), dict(_files())
    assert files
    settings.DATA_KEYS = NEW | settings.DATA_KEYS

    call_command("rotate_keys")
    assert "With --for-real it is encrypted anew" in capsys.readouterr().out
    assert dict(_told()) == before
    call_command("rotate_keys", for_real=True)

    settings.DATA_KEYS = NEW
    assert dict(_told()) == before
    assert dict(_files()) == files
    kept = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert kept.wrap().get_unused_codes() == codes
    capsys.readouterr()
    call_command("rotate_keys")
    assert "Under an old key: 0." in capsys.readouterr().out


def _told() -> Iterator[tuple[tuple[str, Any], bytes]]:
    for column in queries.everywhere():
        for pk, uuid, blob in column.rows().values_list("pk", "uuid", column.name):
            plain = vault.open_bytes(bytes(blob), place=column.place, row=uuid)
            yield (column.place, pk), plain


def _files() -> Iterator[tuple[str, bytes]]:
    pictures = dict(PaperScan.objects.exclude(path="").values_list("path", "uuid"))
    for path in renewing.paths():
        if path in pictures:
            yield path, scans.open_picture(path, pictures[path])
        else:
            with keeping.open_kept(path) as file:
                yield path, file.read()


def test_a_secret_of_an_app_still_makes_the_same_codes(settings: Settings) -> None:
    secret = generate_totp_secret()
    TOTP.activate(a_moderator(), secret)
    settings.DATA_KEYS = NEW | settings.DATA_KEYS

    call_command("rotate_keys", for_real=True, verbosity=0)

    settings.DATA_KEYS = NEW
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert decrypt(kept.data["secret"]) == secret


def test_what_was_agreed_to_takes_another_key_and_no_other_words(settings: Settings) -> None:
    an_approved_version()
    public = Segment.objects.filter(transcript__state="approved").earliest("pk")
    settings.DATA_KEYS = NEW | settings.DATA_KEYS
    place = Column(Segment, "told").place
    other = vault.seal({"text": "Others"}, place=place, row=public.uuid)

    _must_be_refused(public.pk, told=other, revision=public.revision + 1)
    call_command("rotate_keys", for_real=True)
    _must_be_refused(public.pk, told=other)

    assert Segment.objects.get(pk=public.pk).told == public.told


def test_without_the_old_key_nothing_is_changed(settings: Settings) -> None:
    an_approved_version()
    settings.DATA_KEYS, known = NEW, settings.DATA_KEYS

    with pytest.raises(CommandError, match="DATA_KEYS does not hold the key"):
        call_command("rotate_keys", for_real=True)

    settings.DATA_KEYS = known
    assert dict(_told())


def test_files_that_lie_in_rows_are_taken_one_by_one() -> None:
    with CaptureQueriesContext(connection) as asked:
        for column in queries.CONTENTS:
            rotating.renew(column)

    looked = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    assert len(looked) == len(queries.CONTENTS)
    assert all(sql.endswith("LIMIT 1") for sql in looked)


def _must_be_refused(pk: int, **change: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Segment.objects.filter(pk=pk).update(**change)

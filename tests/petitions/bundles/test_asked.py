"""What an institution asked for at the freeze is what it gets, however late it is written."""

from __future__ import annotations

import zipfile

import pytest

from petitions.bundles import actions as bundles
from petitions.bundles import asked, places
from petitions.models import Bundle
from petitions.models.bundle import State
from testimonies.models import Institution, TargetProfile
from tests.builders_bundles import a_frozen_bundle, a_petition_with
from tests.petitions.bundles.everything import a_certificate
from tests.petitions.bundles.test_cdoc import CURVE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def edit_everything() -> None:
    TargetProfile.objects.filter(institution__code="gov-lt").update(
        formats=["csv", "xlsx", "pdf"], required_fields=["name", "country", "birth_date"]
    )
    Institution.objects.filter(code="gov-lt").update(
        names={"en": "Another Government"}, languages=["pl"], encryption_key=a_certificate(CURVE)
    )


def test_a_profile_edited_after_the_freeze_changes_no_byte() -> None:
    frozen = a_frozen_bundle()
    first = bundles.write(frozen.pk)
    places.clear(first)
    edit_everything()

    again = bundles.write(frozen.pk)
    sealed = bundles.finish(frozen.pk)

    assert (again.members, again.identity) == (first.members, first.identity)
    assert (sealed.state, sealed.problem) == (State.SEALED, "")


def test_a_bundle_frozen_before_that_was_kept_goes_by_what_is_asked_today(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asked, "frozen", lambda _target: None)
    frozen = a_frozen_bundle()
    edit_everything()

    sealed = bundles.finish(frozen.pk)

    with zipfile.ZipFile(places.sealed(sealed)) as container:
        assert "cover.pl.pdf" in container.namelist()


def told_in(bundle: Bundle, language: str) -> str:
    with zipfile.ZipFile(places.sealed(bundle)) as container:
        return container.read(f"VERIFY.{language}.txt").decode()


def test_whoever_gave_a_certificate_is_told_what_cdoc2_is() -> None:
    without = bundles.finish(a_frozen_bundle(a_petition_with("Ona Petraitė")).pk)
    petition = a_petition_with("Jaan Tamm")
    edit_everything()

    bundle = bundles.finish(a_frozen_bundle(petition).pk)

    assert ".cdoc2" not in told_in(without, "en")
    assert "A file that ends in .cdoc2 is encrypted to the certificate" in told_in(bundle, "en")
    assert "Plik kończący się na .cdoc2" in told_in(bundle, "pl")
    assert "FILE.asice.age" in told_in(bundle, "pl")

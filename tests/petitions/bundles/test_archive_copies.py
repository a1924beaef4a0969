"""Archive copies of what was released: kept, renewed in time, and gone with retention."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.timezone import now
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles import (
    asice,
    parts,
    places,
    printed,
    ranges,
)
from petitions.bundles.archiving import actions as archiving
from petitions.bundles.verify import verify
from petitions.models import ArchiveCopy, Bundle
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_petition_with, a_released_bundle, a_sealed_bundle, a_target
from tests.builders_review import a_release_officer
from tests.petitions.bundles.test_parts import MIB, NAMES


@pytest.fixture
def kept(settings: Settings, with_authority: Authority) -> Bundle:
    """A released bundle in a house that keeps archive copies, its own not made yet."""
    settings.SEAL_ARCHIVE = True
    bundle = a_released_bundle()
    assert archiving.begin() == list(ArchiveCopy.objects.values_list("pk", flat=True))
    return bundle


def renewed() -> ArchiveCopy:
    return archiving.renew(ArchiveCopy.objects.get().pk)


def events(bundle: Bundle) -> list[str]:
    found = CustodyEvent.objects.filter(subject=str(bundle.uuid)).order_by("pk")
    return list(found.values_list("event", flat=True))


@pytest.mark.django_db
def test_what_was_released_is_kept_once_more(kept: Bundle, root: Path) -> None:
    delivered = places.sealed(kept).read_bytes()

    copy = renewed()

    assert (copy.problem, copy.stamps) == ("", 1)
    assert verify(places.archived(copy), root).level == "B-LTA"
    assert places.sealed(kept).read_bytes() == delivered
    assert events(kept)[-1] == "bundle.archived"
    assert archiving.begin() == []


@pytest.mark.django_db
def test_a_copy_is_renewed_before_it_ends_and_only_then(kept: Bundle, settings: Settings) -> None:
    first = renewed()
    settings.ALGORITHMS_END = {"sha512": (now() + timedelta(days=400)).date()}
    ArchiveCopy.objects.update(next_attempt_at=now(), good_until=now() + timedelta(days=91))
    early = archiving.begin()
    ArchiveCopy.objects.update(good_until=now() + timedelta(days=89))

    call_command("bundles", "archive")

    second = ArchiveCopy.objects.get()
    assert early == []
    assert (second.stamps, second.problem) == (2, "")
    assert second.good_until is not None
    assert second.good_until > now() + timedelta(days=399)
    assert not places.archived(first).exists()
    assert places.archived(second).is_file()


@pytest.mark.django_db
def test_a_timestamp_service_that_is_away_leaves_the_old_copy(
    kept: Bundle, settings: Settings
) -> None:
    first = renewed()
    ArchiveCopy.objects.update(next_attempt_at=now(), good_until=now())
    settings.TSA_URL = "http://127.0.0.1:9/away"

    failed = renewed()

    assert failed.problem == "No timestamp could be had. 127.0.0.1 does not answer."
    assert (failed.path, failed.stamps) == (first.path, 1)
    assert places.archived(first).is_file()


@pytest.mark.django_db
def test_a_damaged_copy_is_never_stamped_anew(kept: Bundle) -> None:
    path = places.sealed(kept)
    path.write_bytes(path.read_bytes() + b"x")

    copy = renewed()

    assert (copy.problem, copy.stamps) == ("The file is not the one that was sealed.", 0)


@pytest.mark.django_db
def test_retention_takes_the_file_and_leaves_the_digest(kept: Bundle) -> None:
    copy = renewed()

    archiving.forget(kept.pk)
    archiving.forget(kept.pk)

    gone = ArchiveCopy.objects.get()
    assert not places.archived(copy).exists()
    assert (gone.sha256, gone.path) == (copy.sha256, "")
    assert archiving.begin() == []
    assert events(kept).count("bundle.archive_forgotten") == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_no_copies_are_made_unless_the_house_wants_them(settings: Settings) -> None:
    a_released_bundle()

    assert archiving.begin() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_what_was_not_released_has_no_copy(settings: Settings) -> None:
    settings.SEAL_ARCHIVE = True
    a_sealed_bundle()

    assert archiving.begin() == []


@pytest.mark.django_db
def test_each_part_of_a_large_bundle_has_its_own_copy(
    monkeypatch: pytest.MonkeyPatch, with_authority: Authority, settings: Settings, root: Path
) -> None:
    monkeypatch.setattr(asice, "LARGEST", parts.ROOM + MIB // 2)
    monkeypatch.setattr(ranges, "RANGE", 1)
    monkeypatch.setattr(printed, "VOLUME", 1)
    settings.SEAL_ARCHIVE = True
    petition = a_petition_with(*NAMES)
    profile = a_target(petition).profile
    profile.formats = ["csv", "xlsx", "pdf"]
    profile.save()
    a_released_bundle(petition)
    bundle = Bundle.objects.get()

    copies = [archiving.renew(copy_id) for copy_id in archiving.begin()]

    assert len(copies) == 1 + len(bundle.more_parts) > 1
    assert [copy.problem for copy in copies] == [""] * len(copies)
    assert {verify(places.archived(copy), root).level for copy in copies} == {"B-LTA"}


@pytest.mark.django_db
def test_the_copy_of_what_was_discarded_goes(kept: Bundle) -> None:
    copy = renewed()
    bundles.discard(kept.pk, by=a_release_officer(), reason="The letter named another body")

    assert archiving.begin() == []
    assert not places.archived(copy).exists()

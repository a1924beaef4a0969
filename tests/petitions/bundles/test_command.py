"""``manage.py bundles`` as an operator and an institution's expert use it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now
from pytest_django import Settings

from petitions.bundles import asice, parts, places, printed, ranges
from petitions.models import Bundle
from testimonies.models import TargetProfile
from tests.builders_bundles import a_frozen_bundle, a_petition_with, a_rule, a_target

ROOT = Path(__file__).resolve().parents[3]


def bundles(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("bundles", *arguments, stdout=output)
    return output.getvalue().splitlines()


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_build_prints_the_sealed_file_last_and_verify_accepts_it(root: Path) -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")

    *_before, path = bundles("build", petition.slug, "gov-lt")

    said = bundles("verify", path, "--trust", str(root))
    assert said[-1] == "The bundle is whole and its seal is valid."
    assert f"Identity: {Bundle.objects.get().identity}" in said


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_build_prints_every_part_and_verify_takes_them_together(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asice, "LARGEST", parts.ROOM + (1 << 19))
    monkeypatch.setattr(ranges, "RANGE", 1)
    monkeypatch.setattr(printed, "VOLUME", 1)
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols", "Jaan Tamm", "Zofia Wójcik")
    TargetProfile.objects.update(formats=["csv", "xlsx", "pdf"])

    counted, *paths = bundles("build", petition.slug, "gov-lt")

    made = Bundle.objects.get()
    assert counted == f"4 signatures, {made.identity}"
    assert paths == [str(part.path) for part in places.sealed_parts(made)]
    assert paths[1].endswith("_gov-lt_1_part2.asice")
    said = bundles("verify", *paths, "--trust", str(root))
    assert said[-1] == "The bundle is whole and its seal is valid."
    with pytest.raises(CommandError, match="Part 1 is missing"):
        bundles("verify", *paths[1:] * 2, "--trust", str(root))


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_build_takes_a_cut_off() -> None:
    petition = a_petition_with("Ona Petraitė")

    with pytest.raises(CommandError, match="nothing new"):
        bundles("build", petition.slug, "gov-lt", "--cut-off", "2026-01-01T00:00:00Z")

    assert not Bundle.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_build_with_the_same_cut_off_prints_the_same_file() -> None:
    petition, cut_off = a_petition_with("Ona Petraitė"), now().isoformat()

    first = bundles("build", petition.slug, "gov-lt", "--cut-off", cut_off)
    again = bundles("build", petition.slug, "gov-lt", "--cut-off", cut_off)

    assert first == again


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_build_without_anything_new_finishes_and_prints_the_last_bundle() -> None:
    petition = a_petition_with("Ona Petraitė")
    waiting = a_frozen_bundle(petition)

    said = bundles("build", petition.slug, "gov-lt")

    assert said[0] == "Nothing is new since bundle 1:"
    assert said[-1].endswith("_gov-lt_1.asice")
    assert Bundle.objects.get() == waiting


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_build_says_why_a_bundle_could_not_be_sealed(settings: Settings) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/away"
    petition = a_petition_with("Ona Petraitė")

    with pytest.raises(CommandError, match=r"127\.0\.0\.1 does not answer"):
        bundles("build", petition.slug, "gov-lt")


@pytest.mark.django_db
@pytest.mark.parametrize(("petition", "institution"), [("none", "gov-lt"), ("", "nowhere")])
def test_build_names_what_it_does_not_know(petition: str, institution: str) -> None:
    slug = petition or a_petition_with().slug

    with pytest.raises(CommandError, match="does not go to"):
        bundles("build", slug, institution)


@pytest.mark.django_db
def test_a_moment_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="not a moment"):
        bundles("build", "petition", "gov-lt", "--cut-off", "yesterday")


@pytest.mark.django_db
def test_due_lists_what_institutions_have_not_received() -> None:
    petition = a_petition_with("Ona Petraitė")
    a_rule(a_target(petition, "seimas"), since=now() - timedelta(minutes=2), zone="Europe/Kyiv")

    government, parliament = bundles("due")

    waiting = "1 signatures, 0 withdrawals, 0 testimonies, 0 claims"
    assert government == (
        f"{petition.slug} → gov-lt: {waiting};"
        " no rule is turned on; usual here: Every month; last bundle: never"
    )
    assert re.fullmatch(
        f"{petition.slug} → seimas: {waiting}; "
        r"due since 20\d\d-\d\d-\d\d \d\d:\d\d EES?T by the schedule “Schedule \d+”; "
        "last bundle: never",
        parliament,
    )


@pytest.mark.django_db
def test_due_says_when_there_is_nothing() -> None:
    assert bundles("due") == ["Nothing is due."]


@pytest.mark.parametrize("spoilt", ["no", "truncated", "changed"])
def test_verify_needs_the_file_alone(sealed: Path, root: Path, spoilt: str) -> None:
    content = sealed.read_bytes()
    if spoilt == "truncated":
        sealed.write_bytes(content[: len(content) // 2])
    if spoilt == "changed":
        sealed.write_bytes(content.replace(b"Tammsaare", b"Tammsaari"))

    done = _verify_without_any_service(sealed, root)

    assert done.returncode == (0 if spoilt == "no" else 1), done.stderr
    assert bool(done.stderr) == (spoilt != "no")


def _verify_without_any_service(path: Path, root: Path) -> subprocess.CompletedProcess[str]:
    nowhere = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "TSA_URL": "",
    }
    command = [sys.executable, "manage.py", "bundles", "verify", str(path), "--trust", str(root)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_verify_speaks_the_language_that_it_is_asked_for(root: Path) -> None:
    path = bundles("build", a_petition_with("Ona Petraitė").slug, "gov-lt")[-1]

    said = bundles("verify", path, "--trust", str(root), "--language", "lt")

    assert f"Identifikatorius: {Bundle.objects.get().identity}" in said
    with pytest.raises(CommandError, match=r"^Failo negalima perskaityti\.$"):
        bundles("verify", f"{path}.lost", "--language", "lt")


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_a_certificate_that_is_not_there_is_not_called_empty(tmp_path: Path) -> None:
    path = bundles("build", a_petition_with("Ona Petraitė").slug, "gov-lt")[-1]
    lost = str(tmp_path / "lost.pem")

    with pytest.raises(CommandError, match=r"^lost\.pem: The file cannot be read\.$"):
        bundles("verify", path, "--trust", lost)
    with pytest.raises(CommandError, match=r"^lost\.pem: The file cannot be read\."):
        bundles("verify", path, "--seal", lost)

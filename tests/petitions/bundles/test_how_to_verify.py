"""The clerk's steps are followed to the letter, by public programs, far from our code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pyrage
import pytest
from pytest_django import Settings

from config.local import clerk_programs
from petitions.bundles import actions as bundles
from petitions.bundles import documents, places
from petitions.bundles.payload import Frame
from petitions.models import Bundle
from testimonies.models import Institution
from tests.builders_bundles import a_petition_with, a_sealed_bundle, records_of
from tests.builders_review import an_accepted_testimony
from tests.builders_signing import a_confirmed_signature, an_open_petition
from tests.petitions.bundles.everything import Everything

LANGUAGES = ("en", "et", "lt", "lv", "pl", "uk")
INDENT = "     "
PROGRAMS = ("age", "bagit.py", "cd", "openssl", "pdfsig", "sed", "sha256sum", "unzip")
UNLISTED = {
    "mimetype", "META-INF/manifest.xml", "META-INF/signatures0.xml", "manifest-sha256.txt",
}  # fmt: skip
TO_GOV_LT = {"uses": ["petition_bundle"], "scope": ["some"], "institutions": ["gov-lt"]}


@pytest.fixture(scope="module", autouse=True)
def programs() -> None:
    clerk_programs.find_or_install()


@pytest.fixture
def clerk(tmp_path: Path) -> Path:
    """A folder with nothing of ours in it, and the one program that is no part of a system."""
    folder = tmp_path / "clerk"
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / "bagit.py"
    installed = Path(sys.executable).with_name("bagit.py")
    # Through a shell, as the path of an interpreter may hold a space.
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{installed}" "$@"\n')
    program.chmod(0o755)
    return folder


def steps(told: str) -> Iterator[tuple[str, str]]:
    """Each command, and the value that it has to print where one stands in the next line."""
    lines = told.splitlines()
    for line, after in pairwise([*lines, ""]):
        if line.startswith(INDENT) and is_command(line):
            is_value = after.startswith(INDENT) and not is_command(after)
            yield line.strip(), after.strip() if is_value else ""


def is_command(line: str) -> bool:
    """By its first word: a digest may begin with the letters of a program."""
    return next(iter(line.split()), "") in PROGRAMS


def test_a_digest_that_begins_like_a_program_is_none() -> None:
    told = f"{INDENT}sha256sum bundle.json\n{INDENT}cd60a1a20834\n{INDENT}cd b\n"

    assert list(steps(told)) == [("sha256sum bundle.json", "cd60a1a20834"), ("cd b", "")]


def follow(told: str, clerk: Path, name: str) -> str:
    """Run every step in one shell, as somebody would who copies them; what all of them said."""
    is_encrypted = any(clerk.glob(f"{name}.*.age"))
    commands = [c for c, _value in steps(told) if is_encrypted or not c.startswith("age")]
    return ran(commands, clerk, name, [step for step in steps(told) if step[1]])


def ran(commands: list[str], clerk: Path, name: str, values: list[tuple[str, str]]) -> str:
    script = "\n".join(["set -e", *commands]).replace("FILE", name)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=clerk,
        env={"PATH": f"{clerk / 'bin'}:{os.environ['PATH']}", "HOME": str(clerk), "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    for command, value in values:
        assert value in said, command
    return said


def told_in(container: Path, language: str) -> str:
    with zipfile.ZipFile(container) as opened:
        return opened.read(f"VERIFY.{language}.txt").decode()


def handed_to(clerk: Path, bundle: Bundle, root: Path) -> str:
    shutil.copy(places.sealed(bundle), clerk)
    shutil.copy(root, clerk / "ROOT.pem")
    return places.sealed(bundle).name.partition(".")[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("with_authority")
@pytest.mark.parametrize("language", ["lt", "en"])
def test_a_clerk_follows_every_step(clerk: Path, root: Path, language: str) -> None:
    petition = a_petition_with("Ona Petraitė")
    a_sealed_bundle(petition)
    a_confirmed_signature(petition, name="Later", email="later@example.org")
    bundle = a_sealed_bundle(petition)
    name = handed_to(clerk, bundle, root)
    told = told_in(places.sealed(bundle), language).replace("ROOT.pem", "../ROOT.pem")

    said = follow(told, clerk, name)

    with zipfile.ZipFile(places.sealed(bundle)) as container:
        for member in {*container.namelist()} - UNLISTED:
            assert f"\n{member}: OK\n" in f"\n{said}"
    for words in ("Signature is Valid.", "Not total document signed"):
        assert words in said
        assert words in told
    assert "Verification: OK" in said
    assert bundle.identity in said
    assert "consistency.txt" in told


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("with_authority")
@pytest.mark.parametrize("name", ["bundle.json", "checkpoint.txt", "payload-bag.zip"])
def test_a_clerk_notices_what_was_changed(clerk: Path, root: Path, name: str) -> None:
    bundle = a_sealed_bundle()
    stem = handed_to(clerk, bundle, root)
    told = told_in(places.sealed(bundle), "en")
    spoilt = clerk / f"{stem}.asice"
    with zipfile.ZipFile(places.sealed(bundle)) as whole, zipfile.ZipFile(spoilt, "w") as changed:
        for each in whole.namelist():
            content = whole.read(each)
            changed.writestr(each, content[:-3] + b"xyz" if each == name else content)

    with pytest.raises(AssertionError, match="did NOT match"):
        follow(told, clerk, stem)


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_a_clerk_opens_what_is_encrypted(clerk: Path, root: Path, settings: Settings) -> None:
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    own = pyrage.x25519.Identity.generate()
    petition = an_open_petition()
    Institution.objects.filter(code="gov-lt").update(encryption_key=str(own.to_public()))
    an_accepted_testimony(uses=TO_GOV_LT)
    bundle = bundles.finish(records_of(petition).pk)
    name = handed_to(clerk, bundle, root)
    (clerk / "KEY.txt").write_text(f"{own}\n")
    plain = clerk / "plain.asice"
    plain.write_bytes(pyrage.decrypt(places.sealed(bundle).read_bytes(), [own]))
    told = told_in(plain, "en")
    plain.unlink()

    said = follow(told, clerk, name)

    assert "Signature is Valid." in said
    assert bundle.identity in said
    assert "openssl" not in told  # no signatures, no ledger


@pytest.mark.django_db
def test_a_clerk_takes_the_parts_out_of_one_encrypted_file(
    whole: Everything, clerk: Path, root: Path
) -> None:
    left = whole.encrypted["signatures"]
    name = left.path.name.partition(".")[0]
    shutil.copy(left.path, clerk)
    (clerk / "KEY.txt").write_text(f"{left.age}\n")
    told = told_in(whole.parts[0], "en").replace("ROOT.pem", str(root))

    said = follow(told, clerk, name)
    (clerk / "second").mkdir()
    for path in clerk.glob("*_part2.asice"):
        path.rename(clerk / "second" / path.name)
    held = zipfile.ZipFile(whole.parts[1]).namelist()
    second = [c for c, _value in steps(told_in(whole.parts[1], "en")) if is_about(c, held)]
    more = ran(second, clerk / "second", f"{name}_part2", [])

    assert "consistency.txt: OK" in said
    assert said.count("Signature is Valid.") == more.count("Signature is Valid.") == 1
    assert len(second) == 5
    assert "FILE_part2" in told


def is_about(command: str, held: list[str]) -> bool:
    """What a clerk does with a part that holds these files."""
    words = command.split()
    return words[0] == "cd" or "FILE.asice" in words or any(word in held for word in words)


def test_records_in_parts_are_encrypted_one_by_one(frame: Frame) -> None:
    in_parts = replace(frame.manifest, parts={"signatures.csv": 2})

    together = documents.how_to_verify(in_parts, language="en").decode()
    records = documents.how_to_verify(replace(in_parts, content="records"), language="en").decode()

    assert [c for c, _value in steps(together)][:3] == [
        "age -d -i KEY.txt -o FILE.zip FILE.zip.age",
        "unzip FILE.zip",
        "unzip FILE.asice -d b",
    ]
    assert [c for c, _value in steps(records)][:3] == [
        "unzip FILE.zip",
        "age -d -i KEY.txt -o FILE.asice FILE.asice.age",
        "unzip FILE.asice -d b",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_are_the_same_in_every_language(frame: Frame, language: str) -> None:
    english = documents.how_to_verify(frame.manifest, language="en").decode()

    told = documents.how_to_verify(frame.manifest, language=language).decode()

    expected = [(c.replace("cover.en", f"cover.{language}"), v) for c, v in steps(english)]
    assert list(steps(told)) == expected
    assert len(expected) == 9

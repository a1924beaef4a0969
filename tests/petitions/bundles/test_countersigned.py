"""The strongest receipt: the institution adds its own signature in DigiDoc and sends it back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.local.authority import Authority
from petitions.bundles.verify import verify

PROGRAM = Path(__file__).with_name("countersign.py")
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def countersigned(sealed: Path, authority: Authority, tmp_path: Path) -> Path:
    target, home = tmp_path / "countersigned.asice", tmp_path / "home"
    shutil.copytree(authority.trust_store, home)
    person = str(authority.seal_p12.with_name("person.p12"))
    arguments = [str(sealed), str(target), person, authority.password]
    subprocess.run(
        [sys.executable, str(PROGRAM), *arguments, authority.tsa_url, authority.ocsp_url],
        check=True,
        capture_output=True,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    )
    return target


def test_a_countersigned_bundle_is_valid_and_names_both(countersigned: Path, root: Path) -> None:
    verdict = verify(countersigned, root)

    assert verdict.problems == ()
    assert [checked.signer[:9] for checked in verdict.signatures] == ["TEST Atmi", "TEST-TAMM"]
    assert [checked.level for checked in verdict.signatures] == ["B-LT", "B-LT"]


def test_the_digidoc_library_agrees(countersigned: Path, authority: Authority) -> None:
    assert verify(countersigned, authority.trust_store).problems == ()

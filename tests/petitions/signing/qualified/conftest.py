"""A statement, the people who sign it, and who is to believe them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.local.authority import Authority
from petitions.campaigns.demo_texts import demo_texts
from petitions.campaigns.digest import text_digest
from petitions.models import Petition, PetitionText
from petitions.signing.qualified import examiner, statement, trust, verification
from petitions.signing.qualified.found import Known
from petitions.signing.qualified.reasons import Wrong
from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Circle, Proof
from tests.petitions.signing.qualified.cades_programs import CadesPrograms
from tests.petitions.signing.qualified.signing_programs import Programs

OURS = 7  # the petition that they sign


def a_statement(slug: str = "justice", language: str = "en") -> Made:
    texts = {
        language: PetitionText(
            language=language, title=words.title, summary=words.summary, body=words.body
        )
        for language, words in demo_texts().items()
    }
    petition = Petition(
        slug=slug,
        text_digest=text_digest(texts),
        frozen_at=datetime(2026, 11, 22, 10, 30, tzinfo=UTC),
    )
    return statement.make(petition, texts, language)


def as_known(made: Made, pk: int = 1, petition: int = OURS) -> Known:
    return Known(
        pk,
        petition,
        made.pdf_sha256,
        len(made.pdf),
        frozenset(made.files),
        hashlib.sha384(made.pdf).hexdigest(),
        hashlib.sha512(made.pdf).hexdigest(),
    )


@pytest.fixture(scope="session")
def made() -> Made:
    return a_statement()


@pytest.fixture(scope="session")
def programs(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Programs:
    return Programs(authority, tmp_path_factory.mktemp("programs") / "own")


@pytest.fixture(scope="session")
def cades(authority: Authority) -> CadesPrograms:
    return CadesPrograms(authority)


@pytest.fixture(scope="session")
def circle(authority: Authority) -> Circle:
    return Circle(trust.load(authority.trust_store), authority.ocsp_url)


@pytest.fixture
def judge(tmp_path: Path, made: Made, circle: Circle) -> Callable[..., Proof]:
    """What is found in a file; without the processes around it."""

    def judged(content: bytes, *others: Known, among: Circle = circle) -> Proof:
        path = tmp_path / "uploaded"
        path.write_bytes(content)
        return verification.verify(path, OURS, [as_known(made), *others], among)

    return judged


@pytest.fixture
def reason(judge: Callable[..., Proof]) -> Callable[..., str]:
    """Why a file does not count."""

    def why(content: bytes, *others: Known, **among: Circle) -> str:
        with pytest.raises(Wrong) as wrong:
            judge(content, *others, **among)
        return str(wrong.value.reason)

    return why


@pytest.fixture(scope="session", autouse=True)
def _no_examiner_is_left() -> Iterator[None]:
    yield
    examiner.stop()

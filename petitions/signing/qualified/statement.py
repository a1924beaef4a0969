"""The statement that a signer takes to their own program: a PDF, and an unsigned ASiC-E around it.

The same petition gives the same bytes, also on another machine with the same typesetter.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from django.conf import settings
from django.utils import translation

from petitions.bundles import asice, documents
from petitions.bundles.asice import Member
from petitions.bundles.documents import Row
from petitions.campaigns import digest
from petitions.models import Petition, PetitionText
from petitions.signing.qualified.wording import WORDINGS
from testimonies.typesetting import compose

#: Count it up when `statement.typ` or the wording changes.
EDITION = 1
PETITION = "petition.json"
KEPT = pikepdf.ObjectStreamMode.preserve


@dataclass(frozen=True)
class Made:
    """Digests are SHA-256 in hexadecimal digits."""

    pdf: bytes
    container: bytes
    pdf_sha256: str
    files: list[str]


def make(petition: Petition, texts: Mapping[str, PetitionText], language: str) -> Made:
    """Set the statement of a frozen petition in one of its languages."""
    pdf = _with_an_empty_form(_pdf(petition, texts[language]))
    files = {f"statement.{language}.pdf": pdf, PETITION: digest.canonical(texts)}
    return Made(
        pdf=pdf,
        container=_container(files),
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        files=sorted(hashlib.sha256(content).hexdigest() for content in files.values()),
    )


def _pdf(petition: Petition, words: PetitionText) -> bytes:
    assert petition.frozen_at is not None  # noqa: S101 (a constraint: frozen means dated)
    wording = WORDINGS[words.language]
    with translation.override(words.language):
        test = documents.test_mark(settings.LOCAL)
    told = {
        "title": wording.title,
        "language": words.language,
        "test": test,
        "opening": [wording.signing.format(title=words.title), wording.once],
        "rows": documents.rows(
            [
                Row(wording.petition, petition.slug),
                Row(wording.digest, petition.text_digest, mono=True),
            ]
        ),
        "petition-title": words.title,
        "summary": documents.paragraphs(words.summary),
        "body": [
            part for block in documents.paragraphs(words.body) for part in documents.parts(block)
        ],
    }
    return compose("statement", told, at=petition.frozen_at)


def _with_an_empty_form(pdf: bytes) -> bytes:
    """Room for signatures, so that adding the first one changes nothing else in the document."""
    room = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.Root.AcroForm = document.make_indirect(pikepdf.Dictionary(Fields=[]))
        document.save(room, deterministic_id=True, object_stream_mode=KEPT)
    return room.getvalue()


def _container(files: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        members = []
        for name, content in files.items():
            path = Path(folder) / name
            path.write_bytes(content)
            members.append(Member(name, path))
        target = Path(folder) / "container"
        asice.write(target, members, None)
        return target.read_bytes()

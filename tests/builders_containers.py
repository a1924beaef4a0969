"""Files that people signed in their own programs and sent us, by the real actions."""

from __future__ import annotations

from typing import Any

from petitions.models import Petition, SignedContainer
from petitions.signing.qualified import actions as qualified
from petitions.signing.qualified.rules import Upload
from tests.builders_signing import an_open_petition, shown


def an_upload(petition: Petition, content: bytes, **answers: Any) -> Upload:
    told: dict[str, Any] = {
        "country": "EE",
        "targets": tuple(target.pk for target in shown(petition).targets),
        "email": "mari@example.org",
    }
    return Upload(content=content, **(told | answers))


def the_pdf(petition: Petition) -> bytes:
    return bytes(qualified.hand_out(petition.pk, "en").pdf)


def a_received_container(
    petition: Petition | None = None, content: bytes = b"no container", **answers: Any
) -> SignedContainer:
    petition = petition or an_open_petition()
    upload = an_upload(petition, content, **answers)
    return qualified.receive(shown(petition), upload, language="en")


def a_refused_container(petition: Petition | None = None) -> SignedContainer:
    return qualified.check(a_received_container(petition).pk)


def checked(petition: Petition, content: bytes, **answers: Any) -> SignedContainer:
    return qualified.check(a_received_container(petition, content, **answers).pk)

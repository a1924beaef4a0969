"""Real bundles of every kind, with every file that one can hold, made once for many tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.timezone import now

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles import archive, places, seal
from petitions.bundles.outgoing import actions as outgoing
from petitions.models import Bundle, Petition
from petitions.models.bundle import Content, State
from petitions.signing import actions as signing
from testimonies.models import Institution
from tests.builders_bundles import a_petition_with, a_target
from tests.builders_claims import a_claim_ready_for_bundle
from tests.builders_containers import checked, the_pdf
from tests.builders_review import an_accepted_testimony
from tests.builders_signing import a_confirmed_signature
from tests.petitions.bundles import cdoc2_reader
from tests.petitions.signing.qualified.signing_programs import Programs

EVERYWHERE = {"uses": ["petition_bundle"], "scope": ["all"], "institutions": []}
FORMATS = ["csv", "xlsx", "pdf"]


@dataclass(frozen=True)
class Encrypted:
    """What left the house for one institution, and what opens it there."""

    path: Path
    age: pyrage.x25519.Identity | None = None
    cdoc: ec.EllipticCurvePrivateKey | None = None

    def opened(self, content: bytes) -> bytes:
        if self.age:
            return bytes(pyrage.decrypt(content, [self.age]))
        assert self.cdoc
        (inside,) = cdoc2_reader.opened(content, self.cdoc).values()
        return inside


@dataclass(frozen=True)
class Everything:
    """Containers by what they are; files that left encrypted; all parts of one bundle."""

    containers: dict[str, Path]
    encrypted: dict[str, Encrypted]
    parts: list[Path]
    together: Path


def make(authority: Authority, folder: Path) -> Everything:
    """The signatures are a second bundle: it proves more than the first one does."""
    programs = Programs(authority, folder)
    age, cdoc = pyrage.x25519.Identity.generate(), ec.generate_private_key(ec.SECP384R1())
    petition = _petition(programs)
    _give_key("gov-lt", str(age.to_public()))
    _give_key("seimas", a_certificate(cdoc))
    bundle = _sealed(petition, Content.SIGNATURES)
    parts = [part.path for part in places.sealed_parts(bundle)]
    left = Encrypted(places.outgoing(outgoing.make(bundle.pk)), age=age)
    encrypted = {
        "signatures": left,
        "records for age": Encrypted(places.sealed(_sealed(petition, Content.RECORDS)), age=age),
        "records for DigiDoc": Encrypted(
            places.sealed(_sealed(petition, Content.RECORDS, "seimas")), cdoc=cdoc
        ),
    }
    containers = {f"part {number}": path for number, path in enumerate(parts, 1)}
    containers["archive copy"] = folder / "archived.asice"
    authorities = seal.Authorities((authority.tsa_url,), authority.ocsp_url)
    archive.extend(parts[0], containers["archive copy"], authorities)
    containers["countersigned"] = programs.digidoc_at(parts[1], "person")
    for name, each in list(encrypted.items())[1:]:
        containers[name] = folder / f"{name}.asice"
        containers[name].write_bytes(each.opened(each.path.read_bytes()))
    together = folder / "together.zip"
    together.write_bytes(left.opened(left.path.read_bytes()))
    return Everything(containers, encrypted, parts, together)


def a_certificate(key: ec.EllipticCurvePrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "TEST registry")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode().strip()


def _give_key(institution: str, key: str) -> None:
    Institution.objects.filter(code=institution).update(encryption_key=key)


def _petition(programs: Programs) -> Petition:
    """Somebody withdrew after the first bundle; afterwards people signed in all ways."""
    petition = a_petition_with("Jonas Kazlauskas", "Ieva Ozola")
    profile = a_target(petition).profile
    profile.formats = FORMATS
    profile.save()
    _sealed(petition, Content.SIGNATURES)
    signing.withdraw(petition.signatures.order_by("pk")[0].pk)
    for name in ("Ona Petraitė", "Zofia Wójcik", "Олена Коваль"):
        a_confirmed_signature(petition, name=name, email=f"{abs(hash(name))}@example.org")
    statement = the_pdf(petition)
    container = programs.container({"statement.pdf": statement}, "person")
    assert checked(petition, container).signature
    an_accepted_testimony(uses=EVERYWHERE)
    a_claim_ready_for_bundle()
    return petition


def _sealed(petition: Petition, content: Content, institution: str = "gov-lt") -> Bundle:
    frozen = bundles.freeze(a_target(petition, institution).pk, now(), content=content)
    made = bundles.finish(frozen.pk)
    assert made.state == State.SEALED, made.problem
    return made

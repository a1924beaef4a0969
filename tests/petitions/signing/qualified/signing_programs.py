"""What national signing programs do with our statement, by the TEST authority's certificates."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from config.local.authority import Authority
from petitions.bundles import asice, pades, revocation, seal, timestamp, xades
from petitions.bundles.asice import Member, Reference
from petitions.bundles.seal import Signer

COUNTERSIGN = Path(__file__).parents[2] / "bundles" / "countersign.py"
ROOT = Path(__file__).resolve().parents[4]
Box = tuple[int, int, int, int]
LASTING = ("stamp", "status")


@dataclass(frozen=True)
class Programs:
    """Everybody signs in a folder of their own."""

    authority: Authority
    folder: Path

    def digidoc(self, container: bytes, who: str = "person") -> bytes:
        """DigiDoc4: adds a signature to a container that exists."""
        return self.digidoc_at(self._write("unsigned.asice", container), who).read_bytes()

    def digidoc_at(self, container: Path, who: str) -> Path:
        target, home = self._new("signed.asice"), self._new("home")
        shutil.copytree(self.authority.trust_store, home)
        own = [str(container), str(target), str(self.authority.p12(who)), self.authority.password]
        services = (self.authority.tsa_url, self.authority.ocsp_url)
        subprocess.run(
            [sys.executable, str(COUNTERSIGN), *own, *services],
            check=True,
            capture_output=True,
            env={"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        )
        return target

    def container(
        self, files: dict[str, bytes], who: str = "person", proofs: Sequence[str] = LASTING
    ) -> bytes:
        """Another program, which also signs with what no honest one would."""
        signer = self.signer(who)

        def sign(references: Sequence[Reference]) -> bytes:
            signature = xades.baseline(references, signer.certificate, signer.sign)
            if "stamp" in proofs:
                digest = xades.digest_to_stamp(signature)
                xades.add_timestamp(signature, timestamp.fetch(digest, [self.authority.tsa_url]))
            xades.add_issuers(signature, signer.issuers)
            if "status" in proofs:
                xades.add_status(signature, self.status(signer))
            return xades.document(signature)

        target = self._new("other.asice")
        members = [Member(name, self._write(name, content)) for name, content in files.items()]
        asice.write(target, members, sign)
        return target.read_bytes()

    def pdf(self, statement: bytes, who: str = "person", *, stamped: bool = True) -> bytes:
        """A program for PDFs that brings a timestamp along, and no word of the issuer."""
        if not stamped:
            return pades.write(statement, self.signer(who), None)
        with ThreadPoolExecutor(max_workers=1) as own:
            return own.submit(asyncio.run, self._pdf(statement, who)).result()

    def lasting_pdf(
        self,
        statement: bytes,
        who: str = "person",
        *,
        box: Box | None = None,
        lists: Sequence[bytes] = (),
    ) -> bytes:
        """One that brings everything along (PAdES B-LT), and may show it on the page.

        `lists` of the revoked stand in for the issuer's answer.
        """
        with ThreadPoolExecutor(max_workers=1) as own:
            return own.submit(asyncio.run, self._lasting_pdf(statement, who, box, lists)).result()

    def signer(self, who: str) -> Signer:
        return seal.signer_from_p12(self.authority.p12(who), self.authority.password)

    def status(self, signer: Signer) -> bytes:
        issuer = signer.issuers[0] if signer.issuers else signer.certificate
        return revocation.ask_about(signer.certificate, issuer, self.authority.ocsp_url)

    async def _lasting_pdf(
        self, statement: bytes, who: str, box: Box | None, lists: Sequence[bytes]
    ) -> bytes:
        root = load_cert_from_pemder(  # type: ignore[no-untyped-call]
            str(self.authority.trust_store / "root.pem")
        )
        trusting = ValidationContext(
            trust_roots=[root],
            other_certs=list(self._certified(who).cert_registry),
            ocsps=() if lists else [self.status(self.signer(who))],
            crls=lists,
        )
        return await self._pdf(statement, who, trusting, box)

    async def _pdf(
        self,
        statement: bytes,
        who: str,
        trusting: ValidationContext | None = None,
        box: Box | None = None,
    ) -> bytes:
        """With all proofs of the certificates that it trusts, or with none."""
        field = "Signature1" if trusting else "Signature"
        about = signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            embed_validation_info=trusting is not None,
            validation_context=trusting,
        )
        program = signers.PdfSigner(
            about,
            self._certified(who),
            timestamper=HTTPTimeStamper(self.authority.tsa_url),
            new_field_spec=SigFieldSpec(field, box=box),
        )
        signed = await program.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(statement)))
        return bytes(signed.getvalue())

    def _certified(self, who: str) -> signers.SimpleSigner:
        signer: signers.SimpleSigner = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
            str(self.authority.p12(who)), passphrase=self.authority.password.encode()
        )
        return signer

    def _write(self, name: str, content: bytes) -> Path:
        path = self._new(name)
        path.write_bytes(content)
        return path

    def _new(self, name: str) -> Path:
        self.folder.mkdir(exist_ok=True)
        number = len(list(self.folder.iterdir()))
        (self.folder / str(number)).mkdir()
        return self.folder / str(number) / name

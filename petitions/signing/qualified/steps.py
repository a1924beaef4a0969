"""How people sign a statement in each country, in the words of the upload page.

What stands here is what the checks accept: `outside` knows the kinds, `reasons` what is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: What programs for signing write; browsers grey out everything else.
ENDINGS = (
    ".asice",
    ".sce",
    ".edoc",
    ".adoc",
    ".bdoc",
    ".asics",
    ".scs",
    ".p7s",
    ".p7m",
    ".pdf",
)


@dataclass(frozen=True)
class Steps:
    """`country` is an ISO code, empty for all others."""

    country: str
    title: StrPromise
    paragraphs: tuple[StrPromise, ...]


COUNTRIES = (
    Steps(
        "EE",
        _("Estonia: DigiDoc4"),
        (
            _(
                "Open the ASiC-E file in DigiDoc4, press “Sign” and enter PIN 2, or confirm on "
                "your telephone with Mobile-ID or Smart-ID. The same file then holds your "
                "signature."
            ),
        ),
    ),
    Steps(
        "LV",
        _("Latvia: eParakstītājs, eParaksts mobile"),
        (
            _(
                "Open the ASiC-E file in eParakstītājs and sign it, with a timestamp. On the "
                "portal eparaksts.lv you can sign the PDF or the ASiC-E file. The name of the "
                "result may end in .edoc or .asice."
            ),
        ),
    ),
    Steps(
        "LT",
        _("Lithuania: GoSign and others"),
        (
            _(
                "Upload the PDF to your signing service and sign it with a timestamp: as a PDF, "
                "as ADOC or as ASiC-E. Add no other document and no appendix. The short "
                "description that ADOC adds may stay in the file."
            ),
        ),
    ),
    Steps(
        "PL",
        _("Poland: a qualified certificate, mObywatel"),
        (
            _(
                "Sign the PDF with the program of your certificate's provider as PAdES, with a "
                "timestamp (level T or LT). A qualified signature made with mObywatel counts too."
            ),
            _(
                "A trusted signature (Podpis zaufany) is no qualified signature: it carries the "
                "ministry's certificate and not yours. We cannot count it here. Please sign by "
                "e-mail instead."
            ),
        ),
    ),
    Steps(
        "UA",
        _("Ukraine: Diia.Signature"),
        (
            _(
                "Sign the PDF with a timestamp, and choose ECDSA as the algorithm. The form is up "
                "to you: in the PDF itself (PAdES), in a container (ASiC-S or ASiC-E), or as a "
                "file whose name ends in .p7s (CAdES)."
            ),
            _(
                "If your program made a .p7s beside the PDF, upload the .p7s alone: we have the "
                "statement."
            ),
            _("We cannot check signatures by DSTU 4145 yet."),
        ),
    ),
    Steps(
        "",
        _("Another country of the European Union"),
        (
            _(
                "Any qualified signature with a timestamp will do: of the PDF as PAdES or CAdES "
                "(.p7s, .p7m), or of the ASiC-E file."
            ),
        ),
    ),
)

"""What an institution asks of a bundle, as it was at the freeze: profiles are edited later.

Whatever is written again must be the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.conf import settings

from petitions.models import Bundle, PetitionTarget
from testimonies.institutions import keys


@dataclass(frozen=True)
class Asked:
    """`has_certificate`: its key is one for DigiDoc4, and files for it end in .cdoc2."""

    fields: list[str]
    formats: list[str]
    names: Mapping[str, str]  # language → name of the institution
    languages: Sequence[str]  # its own that we speak, and English for everybody else
    has_certificate: bool

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


def now(target: PetitionTarget) -> Asked:
    profile = target.profile
    institution = profile.institution
    ours = [code for code in institution.languages if code in dict(settings.LANGUAGES)]
    return Asked(
        profile.required_fields,
        profile.formats,
        institution.names,
        list(dict.fromkeys([*ours, "en"])),
        keys.is_certificate(institution.encryption_key),
    )


def frozen(target: PetitionTarget) -> dict[str, object]:
    """For the row of a bundle."""
    return asdict(now(target))


def of(bundle: Bundle) -> Asked:
    """Bundles frozen before this was kept go by what is asked today."""
    kept = bundle.frozen.get("asked")
    return Asked(**kept) if kept else now(bundle.target)

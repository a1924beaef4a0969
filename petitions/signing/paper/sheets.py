"""What a sheet of paper asks, and of whom: one institution, or all that ask very little."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from petitions.campaigns.queries import Campaign, Target
from testimonies.institutions import rules as institutions
from testimonies.models.institution import Assurance, SignatoryField

#: All open letters, where paper counts and no more is asked than name and country, share one
#: sheet: whoever signs there signs once.
LETTERS = "letters"
_LITTLE = frozenset({SignatoryField.NAME, SignatoryField.COUNTRY})
#: The order in which a hand fills them in.
_ORDER = (
    SignatoryField.NAME,
    SignatoryField.BIRTH_DATE,
    SignatoryField.PERSONAL_CODE,
    SignatoryField.ADDRESS,
    SignatoryField.COUNTRY,
    SignatoryField.NATIONALITY,
    SignatoryField.EMAIL,
)


@dataclass(frozen=True)
class Addressee:
    """To whom a sheet goes. `code` is an institution's, or `LETTERS`."""

    code: str
    targets: tuple[Target, ...]

    @property
    def is_letters(self) -> bool:
        return self.code == LETTERS

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(target.name for target in self.targets))

    @property
    def label(self) -> str:
        if self.is_letters:
            return _("All open letters, which ask no more than name and country")
        return self.names[0]

    @property
    def fields(self) -> tuple[str, ...]:
        """What a line asks: what makes it count there, and enough to count nobody twice.

        SECURITY: neighbours read along, so what would be told for nothing is not asked.
        """
        counting = [each.facts for each in self.targets if _counts(each)]
        asked = {SignatoryField.NAME, *institutions.fields_asked(counting)}
        if SignatoryField.PERSONAL_CODE not in asked:
            asked |= {SignatoryField.BIRTH_DATE}
        return tuple(field.value for field in _ORDER if field in asked)

    @property
    def notes(self) -> list[str]:
        return list(dict.fromkeys(target.note for target in self.targets if target.note))

    @property
    def counts_on_paper(self) -> bool:
        """Whether a line read by two people counts there under the institution's own law."""
        return all(map(_counts, self.targets))

    @property
    def list_is_public(self) -> bool:
        """Whether everybody can read there who has signed."""
        return any(target.facts.list_is_public for target in self.targets)

    @property
    def home(self) -> str:
        """The one country whose people the institution counts; empty where there is none."""
        if self.is_letters:
            return ""
        countries = {target.facts.eligible_country for target in self.targets} - {""}
        return countries.pop() if len(countries) == 1 else ""


def addressees(campaign: Campaign) -> list[Addressee]:
    """Every choice that there is for a sheet, what most people want first."""
    by_code: dict[str, list[Target]] = {}
    for target in campaign.targets:
        by_code.setdefault(target.code, []).append(target)
    single = [Addressee(code, tuple(targets)) for code, targets in by_code.items()]
    letters = tuple(target for target in campaign.targets if _is_letter(target))
    return [Addressee(LETTERS, letters), *single] if len(letters) > 1 else single


def addressee(campaign: Campaign, code: str) -> Addressee | None:
    return next((each for each in addressees(campaign) if each.code == code), None)


def _counts(target: Target) -> bool:
    return Assurance.PAPER_VERIFIED in target.facts.accepted_assurance


def _is_letter(target: Target) -> bool:
    facts = target.facts
    return _counts(target) and not facts.eligible_country and facts.required_fields <= _LITTLE

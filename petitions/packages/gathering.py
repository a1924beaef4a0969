"""From the row of a package to what is in it."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from petitions.models import ArchivePackage
from petitions.packages import of_case, of_petition
from petitions.packages.contents import Contents
from petitions.packages.reading_guide import LANGUAGE


def contents(package: ArchivePackage) -> Contents:
    """Of what was frozen when it was asked for; the same each time."""
    with translation.override(LANGUAGE):
        return _of_petition(package) if package.petition else _of_case(package)


def still_stands(package: ArchivePackage) -> bool:
    """A petition is public; a record goes only on the consent on which it was asked for."""
    if package.submission is None or package.consent_id is None:
        return True
    return of_case.still_stands(
        package.submission,
        package.institution,
        package.consent_id,
        frozen_at=package.asked_at,
        record=package.frozen["record"] if package.frozen else {"evidence": []},
    )


def _of_petition(package: ArchivePackage) -> Contents:
    petition, told = package.petition, package.frozen
    assert petition is not None  # noqa: S101 (a constraint: a package is of one thing)
    return Contents(
        identifier=package.identifier,
        title=_("Petition: %s") % petition.words(LANGUAGE).title,
        made_at=package.asked_at,
        archive=package.archive,
        agreement=package.agreement,
        described=of_petition.described(petition, told),
        representations=[of_petition.representation(petition, told, package.asked_at)],
        events=of_petition.events(told),
    )


def _of_case(package: ArchivePackage) -> Contents:
    told = package.frozen
    record = told["record"]
    title = _("Claim %s") if record["kind"] == "claim" else _("Testimony %s")
    return Contents(
        identifier=package.identifier,
        title=title % record["reference"],
        made_at=package.asked_at,
        archive=package.archive,
        agreement=package.agreement,
        described=of_case.described(told),
        representations=of_case.representations(told, package.asked_at),
        events=of_case.events(told),
        rights=of_case.rights(told),
    )

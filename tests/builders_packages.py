"""Packages for archives, and records whose consent lets them go there, by the real actions."""

from __future__ import annotations

import zipfile
from typing import Any

from django.utils import translation

from petitions.models import ArchivePackage, Petition
from petitions.packages import actions as packages
from petitions.packages import places
from petitions.packages.actions import Order
from testimonies.evidence import actions as evidence
from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.filled import Filled
from testimonies.models import Draft, Testimony
from testimonies.review import actions as review
from tests.builders_intake import a_filled_draft
from tests.builders_review import a_moderator, a_release_officer, another_moderator
from tests.restored import restored
from tests.testimonies.evidence import files

ARCHIVE = "Rahvusarhiiv"
#: A consent that lets researchers of an archive read everything, under the full name.
FOR_ARCHIVES: dict[str, Any] = {
    "audience": {
        "text": ["researchers"],
        "documents": ["researchers"],
        "photographs": ["researchers"],
    },
    "shown_as": {"identity": ["full_name"], "pseudonym": [""]},
    "uses": {"uses": ["research"], "scope": ["none"], "institutions": []},
}


@restored
def an_accepted_testimony_with_papers(**pages: Any) -> Testimony:
    """With the scan of a certificate and a photograph that says where it was taken."""
    begun = a_filled_draft(**{**FOR_ARCHIVES, **pages})
    case = begun.draft.case_id
    scan = files.upload(files.a_pdf(), "Žemaitytė <1941> & Ко.pdf")
    evidence.receive(case, scan, kind="archive_certificate", caption="Certificate of 1989")
    picture = files.upload(files.a_picture(), "school.jpg", "image/jpeg")
    evidence.receive(case, picture, kind="photograph", caption="Our class")
    evidence.copy_waiting()
    filled = Filled(Draft.objects.get(pk=begun.draft.pk), questions.TESTIMONY)
    with translation.override("en"):
        told = reading.testimony(filled)
        submission = intake.submit(begun.draft.pk, told, questionnaire=questions.TESTIMONY)
    testimony_id = submission.testimony.pk
    review.take_up(testimony_id, by=a_moderator())
    review.accept(testimony_id, by=a_moderator())
    return review.second_accept(testimony_id, by=another_moderator())


def an_order(
    form: str = "eark", *, archive: str = ARCHIVE, reason: str = "Agreed in May", **told: Any
) -> Order:
    return Order(format=form, archive=archive, reason=reason, **told)


def of_petition(petition: Petition, form: str = "eark") -> ArchivePackage:
    """Asked for, and not written yet."""
    return packages.ask_for_petition(petition.pk, an_order(form), by=a_release_officer())


def of_case(testimony: Testimony, form: str = "eark", **told: str) -> ArchivePackage:
    order = an_order(form, **told)
    return packages.ask_for_case(testimony.submission_id, order, by=a_release_officer())


def written(package: ArchivePackage) -> ArchivePackage:
    done = packages.write(package.pk)
    assert done.problem == ""
    return done


def files_of(package: ArchivePackage) -> dict[str, bytes]:
    """Every file below the one folder in the zip."""
    with zipfile.ZipFile(places.file(package)) as zipped:
        return {
            name.removeprefix(f"{package.identifier}/"): zipped.read(name)
            for name in zipped.namelist()
        }

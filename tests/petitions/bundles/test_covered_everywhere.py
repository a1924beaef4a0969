"""The proof: words and areas that two people covered are in nothing that leaves the house.

It looks into everything: public pages, lists, feeds, sitemap and API, each table of the database
in the clear, bundles and archive packages down to the streams of their PDFs, and letters.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pyrage
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from petitions.bundles import actions as bundles
from petitions.bundles import snapshots, standing
from petitions.models import ArchivePackage, Petition
from petitions.models.bundle import State
from petitions.packages import gathering
from testimonies.errors import Refusal
from testimonies.history import actions as history
from testimonies.letters import actions as letters
from testimonies.models import Institution, Letter, Testimony
from testimonies.privacy import queries as privacy
from testimonies.redactions import actions as redactions
from testimonies.redactions.parts import Area
from testimonies.review import actions as review
from tests import builders_packages as packages
from tests.builders_bundles import records_of
from tests.builders_claims import a_submitted_claim
from tests.builders_details import COWS, GUARD, LEG, PERIOD
from tests.builders_redactions import (
    a_covered_paper,
    a_covered_passage,
    a_letter_as_pdf,
    a_proposal,
    an_accepted_testimony_with,
)
from tests.builders_review import a_moderator, a_release_officer, another_moderator
from tests.builders_signing import an_open_petition
from tests.journeys.pdf_text import words_of
from tests.petitions.bundles.test_records import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
SECRET = "Kvietkauskas"
ONCE = "Tulpytė of Laukuva"
NAME = Area(1, 0.05, 0.1, 0.9, 0.1)
#: The secret wherever anything can be told in own words, and once with another one.
TOLD: dict[str, Any] = {
    "before": {"before": [f"Our neighbour was {SECRET}."]},
    "story": {"story": [f"They came at four. {SECRET} had told them.\r\n\r\nWe left."]},
    "after": {"after": [f"In 1958 KVIETKAUSKAS and {ONCE} came back."]},
    "periods": [
        {
            **PERIOD,
            "narrative": [f"{SECRET} hit her with his hand."],
            "pretext": [f"denounced by {SECRET}"],
            "property_taken": [f"What {SECRET} wanted"],
            "from_place": [f"The farm of {SECRET}"],
        }
    ],
    "journey": [{**LEG, "deaths": [f"The child of {SECRET} died."]}],
    "others": [{**GUARD, "birth_2": ["1880"], "note": [f"He served {SECRET}."]}],
    "property": [{**COWS, "what": [f"Four cows, to {SECRET}"]}],
    "details": {"label": [f"enemy of {SECRET}"], "occupation": [f"maid of {SECRET}"]},
}


@pytest.fixture
def identity(settings: Any) -> pyrage.x25519.Identity:
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def petition(identity: pyrage.x25519.Identity) -> Petition:
    """To an institution that gave its key."""
    petition = an_open_petition()
    key = str(identity.to_public())
    Institution.objects.filter(code__in=["gov-lt", "seimas"]).update(encryption_key=key)
    return petition


def a_testimony_that_tells_too_much() -> Testimony:
    history.load_reference()
    return an_accepted_testimony_with(a_letter_as_pdf(), **TOLD)


def cover(testimony: Testimony) -> None:
    a_covered_passage(testimony, SECRET, everywhere=True)
    a_covered_passage(testimony, ONCE, question="after:after")
    a_covered_passage(
        testimony, "Vaitkus", question=f"paper/{testimony.submission.evidence.get().uuid}:caption"
    )
    a_covered_paper(testimony, NAME)


def hidden_in(name: str, content: bytes) -> Iterator[str]:
    """Where one of the words is found, whatever it is packed in."""
    for word in (SECRET, SECRET.upper(), ONCE, "Vaitkus"):
        for coded in (word.encode(), word.encode("utf-16-be"), word.encode("utf-16-le")):
            if coded in content:
                yield f"{word} in {name}"
    if content.startswith(b"%PDF"):
        yield from _hidden_in_pdf(name, content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inner in packed.namelist():
                yield from hidden_in(f"{name}/{inner}", packed.read(inner))


def _hidden_in_pdf(name: str, content: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as document:
        fonts = [font for page in document.pages for font in _fonts_of(page)]
        for number, thing in enumerate(document.objects):
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                yield from hidden_in(f"{name}:{number}", thing.read_bytes())
    if fonts and all("/ToUnicode" in font for font in fonts):  # those that we typeset
        written = words_of(content)
        for word in (SECRET, ONCE.replace(" ", ""), "Vaitkus"):
            if word.lower() in written.lower():
                yield f"{word} on paper in {name}"


def _fonts_of(page: pikepdf.Page) -> list[Any]:
    resources: Any = page.get("/Resources", {})
    fonts: Any = resources.get("/Font", {})
    return list(dict(fonts.items()).values())


def hidden_in_the_database() -> list[str]:
    """Each row as text, as whoever steals the database reads it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS row WHERE row::text ~* %s',  # noqa: S608
                [f"{SECRET}|{ONCE}|Vaitkus"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def public_pages(testimony: Testimony) -> dict[str, bytes]:
    addresses = (
        f"/en/archive/testimonies/{testimony.reference}/",
        "/en/archive/",
        "/en/",
        "/sitemap.xml",
        "/api/v1/petitions",
        "/en/petitions/",
    )
    answers = {address: Client().get(address) for address in addresses}
    assert answers[addresses[0]].status_code == 200
    return {address: answer.content for address, answer in answers.items()}


def test_what_is_covered_is_in_nothing_that_leaves(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    testimony = a_testimony_that_tells_too_much()
    cover(testimony)

    review.publish(testimony.pk, by=a_moderator())
    bundle = bundles.finish(records_of(petition).pk)
    package = packages.written(packages.of_case(testimony))
    letters.send_due()

    assert (bundle.state, bundle.problem) == (State.SEALED, "")
    leaving = {
        **public_pages(testimony),
        **opened(bundle, identity, tmp_path),
        **packages.files_of(package),
        **{f"letter {each.pk}": str(each.contents).encode() for each in Letter.objects.all()},
        **{f"mail {n}": each.message().as_bytes() for n, each in enumerate(mail.outbox)},
    }
    assert len(leaving) > 25
    found = [place for name, content in leaving.items() for place in hidden_in(name, content)]
    assert found == []
    assert hidden_in_the_database() == []
    assert any("[…]".encode() in content for content in leaving.values())


def test_the_same_words_are_found_everywhere_when_nothing_is_covered(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    """So that the test above is one."""
    testimony = a_testimony_that_tells_too_much()

    review.publish(testimony.pk, by=a_moderator())
    bundle = bundles.finish(records_of(petition).pk)
    package = packages.written(packages.of_case(testimony))

    page = public_pages(testimony)[f"/en/archive/testimonies/{testimony.reference}/"]
    bag, packed = opened(bundle, identity, tmp_path), packages.files_of(package)
    assert set(hidden_in("page", page)) >= {f"{SECRET} in page", f"{ONCE} in page"}
    in_bag = [place for name, content in bag.items() for place in hidden_in(name, content)]
    in_package = [place for name, content in packed.items() for place in hidden_in(name, content)]
    assert any(place.startswith(f"{SECRET} in ") and ".json" in place for place in in_bag)
    assert any(place.startswith(f"{SECRET} on paper") for place in in_bag)
    assert any(place.startswith("Vaitkus in ") and "evidence-" in place for place in in_bag)
    assert any("original-" in place for place in in_package)
    assert hidden_in_the_database() == [
        "testimonies_testimony"
    ]  # what is public lies in the clear


def test_the_paper_that_leaves_is_black_where_it_was_covered(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    testimony = a_testimony_that_tells_too_much()
    cover(testimony)

    files = opened(bundles.finish(records_of(petition).pk), identity, tmp_path)

    (paper,) = (content for name, content in files.items() if "/evidence-" in name)
    with pikepdf.open(io.BytesIO(paper)) as document:
        (picture,) = document.pages[0].get_images().values()
        assert isinstance(picture, pikepdf.Stream)
        seen = pikepdf.PdfImage(picture).as_pil_image().convert("L")
    inside = seen.crop(
        (
            int(seen.width * 0.06), int(seen.height * 0.11),
            int(seen.width * 0.94), int(seen.height * 0.19),
        )
    )  # fmt: skip
    assert max(inside.tobytes()) < 16


def test_a_claim_beside_it_says_no_more() -> None:
    testimony = a_testimony_that_tells_too_much()
    cover(testimony)
    claim = a_submitted_claim(
        testimony.submission,
        head_home_land_property={"description": [f"The house that {SECRET} has."]},
    )

    decision = privacy.access_to(claim, as_if_accepted=True)
    assert decision
    record = snapshots.of_claim(claim.claim, decision)

    assert list(hidden_in("record", str(record).encode())) == []
    assert "The house that […] has." in str(record)


def test_what_was_frozen_before_it_was_covered_stops_at_the_door(petition: Petition) -> None:
    testimony = a_testimony_that_tells_too_much()
    bundle = bundles.finish(records_of(petition).pk)
    package = packages.of_case(testimony)
    redaction = a_proposal(testimony, SECRET, everywhere=True)

    while_open = standing.must_still_stand(bundle)
    redactions.approve(redaction.pk, by=another_moderator())
    with pytest.raises(Refusal, match="may no longer be sent"):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")

    assert testimony.reference in while_open
    assert not gathering.still_stands(ArchivePackage.objects.get(pk=package.pk))
    bundles.freeze_anew(bundle.pk, by=a_release_officer(), reason="Something was covered")
    again = petition.targets.get(profile__institution__code="gov-lt").bundles.latest("number")
    assert standing.must_still_stand(again) == ""
    assert SECRET not in str([item.snapshot for item in again.items.all()])


def test_while_it_is_open_no_bundle_takes_it_and_no_package_is_made(petition: Petition) -> None:
    testimony = a_testimony_that_tells_too_much()
    a_proposal(testimony, SECRET, everywhere=True)

    with pytest.raises(Refusal, match="Two people decide that first"):
        packages.of_case(testimony)

    assert snapshots.waiting(petition.targets.get(profile__institution__code="gov-lt"), now()) == (
        0,
        0,
    )

"""What is said in a recording goes where the recording goes: into bundles and to archives."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import av
import pyrage
import pytest
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.bundles.record_files import for_machines
from petitions.bundles.verify import verify
from petitions.models import Petition
from petitions.packages import actions as archives
from testimonies.errors import Refusal
from testimonies.models import Institution, Testimony, Transcript
from testimonies.models.recording import Version, WhyTakenBack
from testimonies.recordings import actions as recordings
from testimonies.recordings.webvtt import Cue
from testimonies.redactions.parts import Stretch
from tests import builders_packages as packages
from tests.builders_bundles import records_of
from tests.builders_recordings import SAID, a_recorded_testimony, an_approved_version
from tests.builders_redactions import (
    EVERYTHING_GOES,
    STORY,
    a_covered_passage,
    a_covered_recording,
    a_heard_recording,
    paper_of,
)
from tests.builders_review import a_moderator, a_release_officer
from tests.builders_signing import an_open_petition
from tests.petitions.bundles import tampering
from tests.petitions.bundles.pdf_promises import drawn
from tests.petitions.bundles.test_records import opened
from tests.petitions.packages import validators
from tests.testimonies.recordings.test_outside import the_desk_at
from tests.testimonies.recordings.test_writing import line_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
ENGLISH = [Cue(cue.start, cue.end, f"In English: {cue.text}", cue.speaker) for cue in SAID]
RECORD = "representations/record/data/"


@pytest.fixture
def identity(settings: Settings) -> pyrage.x25519.Identity:
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def petition(identity: pyrage.x25519.Identity) -> Petition:
    petition = an_open_petition()
    key = str(identity.to_public())
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    return petition


def a_testimony_in_two_languages(**pages: Any) -> Testimony:
    """Word for word, edited and public in Lithuanian, and translated into English."""
    testimony = a_recorded_testimony(**pages)
    an_approved_version(testimony)
    edited = Transcript.objects.get(version=Version.EDITED)
    english = recordings.make_version(edited.pk, Version.TRANSLATION, "en", by=a_moderator())
    recordings.replace_all(english.pk, ENGLISH, by=a_moderator())
    return testimony


def versions_in(record: dict[str, Any]) -> list[tuple[str, str]]:
    (paper,) = record["evidence"]
    return [(each["version"], each["language"]) for each in paper.get("said", {})["versions"]]


def heard_by_others(subtitles: bytes) -> list[str]:
    """By the reader of WebVTT that is in FFmpeg."""
    with av.open(io.BytesIO(subtitles), "r", format="webvtt") as container:
        return [bytes(packet).decode() for packet in container.demux() if packet.size]


def test_an_institution_reads_and_finds_what_it_hears(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    testimony = a_testimony_in_two_languages()

    files = opened(bundles.finish(records_of(petition).pk), identity, tmp_path)

    place = f"records/{testimony.reference}/"
    own = {name.removeprefix(place): files[name] for name in files if name.startswith(place)}
    record = json.loads(own["record.json"])
    assert versions_in(record) == [("edited", "lt"), ("public", "lt"), ("translation", "en")]
    (paper,) = record["evidence"]
    for version in paper["said"]["versions"]:
        subtitles = own[version["file"]]
        assert hashlib.sha256(subtitles).hexdigest() == version["sha256"]
        assert "stored" not in version
        said = ENGLISH if version["language"] == "en" else SAID
        assert [each.partition(">")[2] for each in heard_by_others(subtitles)] == [
            cue.text for cue in said
        ]
        assert version["agreed_by_two"] == (version["version"] == Version.PUBLIC)
    assert b"Kretinga" in own[paper["said"]["index_file"]]
    on_paper = drawn(own["record.en.pdf"], tmp_path)
    assert "In English: My doll stayed behind." in on_paper
    assert paper["said"]["versions"][0]["sha256"] in on_paper


@pytest.mark.parametrize(
    "pages",
    [
        {"shown_as": {"identity": ["initials"]}},
        {"audience": {**EVERYTHING_GOES["audience"], "recording": ["archive"]}},
    ],
)
def test_where_the_recording_stays_nothing_that_is_said_in_it_goes(
    petition: Petition, pages: dict[str, Any]
) -> None:
    a_testimony_in_two_languages(**pages)

    (item,) = records_of(petition).items.all()

    assert item.snapshot["evidence"] == []
    assert SAID[2].text not in json.dumps(item.snapshot)


def test_covered_times_and_words_are_in_nothing_that_goes(petition: Petition) -> None:
    testimony = a_recorded_testimony(story={"story": [STORY]})
    a_covered_passage(testimony, "at four", everywhere=True)
    an_approved_version(testimony)
    a_covered_recording(testimony, Stretch(1.2, 1.3))

    (item,) = records_of(petition).items.all()
    package = packages.files_of(packages.written(packages.of_case(testimony)))

    for said in (for_machines(item.snapshot).decode(), str(package)):
        assert SAID[1].text not in said
        assert "at four" not in said
    (paper,) = item.snapshot["evidence"]
    assert [each["lines_kept_back"] for each in paper["said"]["versions"]] == [1, 1]


def test_a_voice_in_which_nobody_listened_for_covered_words_stays_here(petition: Petition) -> None:
    testimony = a_recorded_testimony(story={"story": [STORY]})
    an_approved_version(testimony)
    a_covered_passage(testimony, "Petras Vaitkus of Laukuva")

    (item,) = records_of(petition).items.all()
    package = packages.of_case(testimony)

    assert item.snapshot["evidence"] == []
    assert package.frozen is not None
    assert package.frozen["record"]["evidence"] == []
    assert package.frozen["originals"] == []
    assert SAID[2].text not in json.dumps([item.snapshot, package.frozen])


def test_what_was_covered_in_words_since_keeps_the_versions_here(petition: Petition) -> None:
    testimony = a_recorded_testimony(story={"story": [STORY]})
    an_approved_version(testimony)
    a_covered_passage(testimony, "Petras Vaitkus of Laukuva")
    a_heard_recording(testimony)

    (item,) = records_of(petition).items.all()
    package = packages.of_case(testimony)

    assert "said" not in item.snapshot["evidence"][0]
    assert package.frozen is not None
    assert "said" not in package.frozen["record"]["evidence"][0]
    edited = Transcript.objects.get(version=Version.EDITED)
    assert "Listen once more and mend it" in the_desk_at(edited)

    recordings.save(edited.pk, [line_of(edited, 1, "They were told.")], by=a_moderator())
    assert "Listen once more and mend it" in the_desk_at(edited)
    assert "said" not in packages.of_case(testimony, "bagit").frozen["record"]["evidence"][0]
    recordings.read_again(edited.pk, by=a_moderator())

    assert "Listen once more and mend it" not in the_desk_at(edited)
    assert versions_in(packages.of_case(testimony, "bagit").frozen["record"]) == [("edited", "lt")]


def test_a_version_that_is_taken_back_stops_what_was_frozen_with_it(petition: Petition) -> None:
    testimony = a_testimony_in_two_languages()
    bundle = bundles.finish(records_of(petition).pk)
    package = packages.of_case(testimony)
    public = Transcript.objects.get(version=Version.PUBLIC)

    recordings.take_back(public.pk, by=a_moderator(), reason=WhyTakenBack.NAME)

    with pytest.raises(Refusal, match=testimony.reference):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
    assert archives.write(package.pk).problem
    bundles.freeze_anew(bundle.pk, by=a_release_officer(), reason="Taken back")
    again = bundle.target.bundles.latest("number")
    assert versions_in(again.items.get().snapshot) == [("edited", "lt"), ("translation", "en")]


def test_words_changed_in_a_sealed_bundle_are_found_and_named(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    a_testimony_in_two_languages()
    bundle = bundles.finish(records_of(petition).pk)
    opened(bundle, identity, tmp_path)
    files = tampering.unpacked(tmp_path / "plain.asice")
    with zipfile.ZipFile(io.BytesIO(files["payload-bag.zip"])) as bag:
        inside = {info.filename: bag.read(info) for info in bag.infolist()}
    name = next(each for each in inside if each.endswith(".translation.en.vtt"))
    inside[name] = inside[name].replace(b"doll", b"ball")
    files["payload-bag.zip"] = tampering.pack(inside, tmp_path / "bag.zip").read_bytes()

    problems = verify(tampering.pack(files, tmp_path / "changed.asice")).problems

    assert "“payload-bag.zip” was changed after it was signed." in problems[0]
    short = name.partition("/data/")[2]
    assert problems[1:] == (
        f"In “payload-bag.zip”, “{short}” is not what the list in the bag says.",
    )


@pytest.mark.parametrize("form", ["eark", "bagit"])
def test_an_archive_keeps_every_version_and_the_index(form: str, tmp_path: Path) -> None:
    testimony = a_testimony_in_two_languages()
    paper = paper_of(testimony)

    package = packages.written(packages.of_case(testimony, form))

    files = packages.files_of(package)
    begin = RECORD if form == "eark" else "data/record/"
    record = json.loads(files[f"{begin}record.json"])
    assert versions_in(record) == [
        ("verbatim", "lt"),
        ("edited", "lt"),
        ("public", "lt"),
        ("translation", "en"),
    ]
    for version, language in versions_in(record):
        assert heard_by_others(files[f"{begin}said-{paper.uuid}.{version}.{language}.vtt"])
    assert b"Kretinga" in files[f"{begin}index-{paper.uuid}.vtt"]
    assert "recording.approved" in files[f"{begin}custody.json"].decode()
    zipped = tmp_path / "bundles" / "packages" / f"{package.uuid}.zip"
    if form == "eark":
        validators.must_be_valid(validators.eark(zipped, tmp_path))
    else:
        said = validators.bag(zipped, tmp_path)
        assert (said["problem"], said["premis"]) == ("", [])

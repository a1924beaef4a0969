"""What moderators cover, by the real actions."""

from __future__ import annotations

import io
import wave
from typing import Any

import av
import pikepdf
from django.utils import translation
from PIL import Image

from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping
from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.filled import Filled
from testimonies.models import Draft, Evidence, Redaction, Testimony
from testimonies.models.evidence import FileRole
from testimonies.redactions import actions as redactions
from testimonies.redactions import queries
from testimonies.redactions.actions import Areas, Times, Words
from testimonies.redactions.parts import Area, Stretch
from testimonies.review import actions as review
from tests.builders_intake import a_filled_draft
from tests.builders_review import a_moderator, another_moderator
from tests.restored import restored
from tests.testimonies.evidence import files

STORY = (
    "They came at four in the morning. The neighbour Petras Vaitkus of Laukuva had told them."
    " Years later Vaitkus asked my mother to forgive him; she did, and Vaitkus wept."
)
#: A consent that lets everything go everywhere.
EVERYTHING_GOES: dict[str, Any] = {
    "audience": {
        "text": ["public"],
        "documents": ["public"],
        "photographs": ["public"],
        "recording": ["public"],
    },
    "shown_as": {"identity": ["full_name"], "pseudonym": [""]},
    "uses": {
        "uses": ["petition_bundle", "research", "education"],
        "scope": ["all"],
        "institutions": [],
    },
}


def a_proposal(
    testimony: Testimony,
    words: str,
    *,
    question: str = "story:story",
    which: int | None = None,
    everywhere: bool = False,
) -> Redaction:
    said = Words(question, words, "third_person", which=which, everywhere=everywhere)
    return redactions.propose_words(testimony.submission_id, said, by=a_moderator())


def a_covered_passage(
    testimony: Testimony,
    words: str,
    *,
    question: str = "story:story",
    which: int | None = None,
    everywhere: bool = False,
) -> Redaction:
    """Proposed by one, agreed to by another."""
    proposed = a_proposal(testimony, words, question=question, which=which, everywhere=everywhere)
    return redactions.approve(proposed.pk, by=another_moderator())


def a_letter_as_pdf() -> bytes:
    """Two pages, on each a name that can be searched."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        for words in ("Petras Vaitkus told them", "Written in Laukuva"):
            page = document.add_blank_page(page_size=(400, 600))
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            drawn = f"BT /F1 24 Tf 40 500 Td ({words}) Tj ET".encode()
            page.Contents = document.make_stream(drawn)
        document.save(made)
    return made.getvalue()


def a_white_picture(size: tuple[int, int] = (800, 600)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, "JPEG", quality=95)
    return made.getvalue()


def a_tone(seconds: int = 4) -> bytes:
    """Loud from its beginning to its end."""
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setparams((1, 2, 48_000, 0, "NONE", ""))
        sound.writeframes((b"\x00\x60" * 60 + b"\x00\xa0" * 60) * (400 * seconds))
    return made.getvalue()


def a_white_film(seconds: int = 4) -> bytes:
    """White and loud from its beginning to its end."""
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as container:
        film: Any = container.add_stream("libx264", rate=10)
        film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
        voice: Any = container.add_stream("aac", rate=48_000)
        with av.open(io.BytesIO(a_tone(seconds)), "r") as tone:
            for heard in tone.decode(audio=0):
                container.mux(voice.encode(heard))
        container.mux(voice.encode(None))
        for number in range(10 * seconds):
            frame = av.VideoFrame(64, 48, "yuv420p")
            for plane, shade in zip(frame.planes, (235, 128, 128), strict=True):
                plane.update(bytes([shade]) * plane.buffer_size)
            frame.pts = number
            container.mux(film.encode(frame))
        container.mux(film.encode(None))
    return made.getvalue()


@restored
def an_accepted_testimony_with(
    content: bytes, name: str = "letter.pdf", *, kind: str = "letter", **pages: Any
) -> Testimony:
    """Its one paper may go everywhere, under the full name."""
    begun = a_filled_draft(**{**EVERYTHING_GOES, **pages})
    sent = files.upload(content, name)
    evidence.receive(begun.draft.case_id, sent, kind=kind, caption="Vaitkus wrote it")
    evidence.copy_waiting()
    filled = Filled(Draft.objects.get(pk=begun.draft.pk), questions.TESTIMONY)
    with translation.override("en"):
        told = reading.testimony(filled)
        submission = intake.submit(begun.draft.pk, told, questionnaire=questions.TESTIMONY)
    testimony = review.take_up(submission.testimony.pk, by=a_moderator())
    review.accept(testimony.pk, by=a_moderator())
    return review.second_accept(testimony.pk, by=another_moderator())


def paper_of(testimony: Testimony) -> Evidence:
    return testimony.submission.evidence.get()


def a_covered_paper(testimony: Testimony, *areas: Area) -> Evidence:
    """Agreed to by two people, and its covered copy is made."""
    paper = paper_of(testimony)
    proposed = redactions.propose_areas(paper.pk, Areas(areas, "third_person"), by=a_moderator())
    redactions.approve(proposed.pk, by=another_moderator())
    return redactions.make_covered_copy(paper.pk)


def a_covered_recording(testimony: Testimony, *times: Stretch) -> Evidence:
    paper = paper_of(testimony)
    proposed = redactions.propose_times(paper.pk, Times(times, "health"), by=a_moderator())
    redactions.approve(proposed.pk, by=another_moderator())
    return redactions.make_covered_copy(paper.pk)


def a_heard_recording(testimony: Testimony) -> Evidence:
    """Somebody listened for the covered words, and nothing is to be covered."""
    paper = paper_of(testimony)
    covered = queries.words_covered_at(paper.case_id)
    return redactions.hear(paper.pk, by=a_moderator(), seen=covered.isoformat() if covered else "")


def copy_of(paper: Evidence, role: FileRole = FileRole.REDACTED) -> bytes:
    with keeping.open_kept(paper.files.get(role=role).path) as file:
        return file.read()


def addresses_of_redactions() -> dict[str, dict[str, Any]]:
    """A case of its own, since nothing of it leaves meanwhile."""
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    paper = a_covered_paper(testimony, Area(1, 0.1, 0.1, 0.5, 0.1))
    proposed = a_proposal(testimony, "four in the morning")
    begin = "admin:testimonies_submission_redactions"
    case = {"reference": testimony.submission.reference, "number": 1}
    return {
        begin: case | {"redaction": proposed.uuid},
        f"{begin}_paper": case | {"paper": paper.uuid},
    }

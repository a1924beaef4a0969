"""Whatever is recorded about a case can be read there as a sentence."""

from __future__ import annotations

import re
from pathlib import Path

from testimonies.custody.sentences import SENTENCES
from testimonies.intake.everything.wording import TO_YOU

ROOT = Path(__file__).resolve().parents[2]
OF_A_CASE = (
    "archive_letter", "case", "claim", "consent", "contact", "evidence", "identity", "mention",
    "message", "note", "receipt", "recording", "redaction", "seal", "submission", "testimony",
    "transcription",
)  # fmt: skip
EVENT = re.compile(rf'"((?:{"|".join(OF_A_CASE)})\.[a-z_]+)"')
#: They look like events and are names of files.
FILES = {"consent.json", "evidence.file", "receipt.typ"}


def recorded() -> set[str]:
    sources = [
        path
        for app in ("testimonies", "petitions")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and path.name not in {"sentences.py", "wording.py"}
    ]
    return {event for path in sources for event in EVENT.findall(path.read_text())} - FILES


def test_each_event_of_a_case_has_its_sentence() -> None:
    events = recorded()

    assert len(events) > 50
    assert events - set(SENTENCES) == set()


def test_no_sentence_stands_for_what_never_happens() -> None:
    of_a_case = {event for event in SENTENCES if event.split(".")[0] in OF_A_CASE}

    assert of_a_case - recorded() == set()
    assert set(TO_YOU) - set(SENTENCES) == set()

"""What people read: every letter is drawn, nothing typed is obeyed, archives can keep it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from petitions.bundles import documents, manifest
from petitions.bundles.documents import Record, Row, Section, Text
from petitions.bundles.manifest import File
from petitions.bundles.payload import Frame
from tests.petitions.bundles.pdf_promises import KEPT, drawn, promises

AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
LETTERS = {
    "et": "õäöüšž ÕÄÖÜŠŽ",
    "lt": "ąčęėįšųūž ĄČĘĖĮŠŲŪŽ „“",
    "lv": "āčēģīķļņšūž ĀČĒĢĪĶĻŅŠŪŽ",
    "pl": "ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ",
    "uk": "ґєії ҐЄІЇ абвгд ы ё ъ ’",
    "en": "naïve – “quoted”… § €",
}


@pytest.mark.parametrize("language", LETTERS)
def test_a_cover_is_archivable_and_accessible_in_every_language(
    frame: Frame, tmp_path: Path, language: str
) -> None:
    pdf = documents.cover(
        frame.manifest, language=language, title=LETTERS[language], institution="Riigikogu"
    )

    assert promises(pdf, tmp_path) == {**KEPT, "language": language, "attached": ["bundle.json"]}


def test_the_cover_carries_bundle_json_and_its_digest(frame: Frame, tmp_path: Path) -> None:
    pdf = documents.cover(frame.manifest, language="en", title="Remember", institution="Riigikogu")

    (tmp_path / "cover.pdf").write_bytes(pdf)
    with pikepdf.open(tmp_path / "cover.pdf") as opened:
        inside = opened.attachments["bundle.json"].get_file().read_bytes()
    assert inside == frame.manifest.canonical()
    assert manifest.identity(inside) in drawn(pdf, tmp_path)
    assert "TEST: made for trying out" in drawn(pdf, tmp_path)


def test_many_volumes_are_one_line_of_the_cover(frame: Frame, tmp_path: Path) -> None:
    """Four hundred digests are read by nobody, and to typeset them takes much memory."""
    names = ["signatures.csv", *(f"signatures-volume-{n:04}.pdf" for n in range(1, 401))]
    files = {name: File(f"{n:064}", 5, 0) for n, name in enumerate(names)}
    told = replace(frame.manifest, files=files)

    pdf = documents.cover(told, language="en", title="Remember", institution="Riigikogu")

    words = drawn(pdf, tmp_path)
    assert "signatures-volume-0001.pdf – signatures-volume-0400.pdf" in words
    assert "400 files; their digests stand in the attached bundle.json" in words
    assert "signatures.csv" in words
    assert f"{7:064}" not in words


@pytest.mark.parametrize("language", LETTERS)
def test_every_letter_of_our_languages_is_drawn(tmp_path: Path, language: str) -> None:
    text = Text(language, "Title", LETTERS[language], "Body")

    pdf = documents.petition(text, text_digest="ab" * 32, at=AT, is_test=False)

    found = drawn(pdf, tmp_path).replace(" ", "")
    assert LETTERS[language].replace(" ", "") in found
    assert "TEST" not in found


def test_what_somebody_typed_is_never_markup(tmp_path: Path) -> None:
    typed = '#sys.inputs *bold* $x$ @ref <label> \\ `raw` // = heading "q" --- #eval("1")'
    text = Text("en", typed, typed, typed)

    pdf = documents.petition(text, text_digest="ab" * 32, at=AT, is_test=False)

    assert drawn(pdf, tmp_path).replace(" ", "").count(typed.replace(" ", "")) == 3


@pytest.mark.parametrize("strange", ["😀", "日本", "\x01", "\ue000", "ꙮ", "שלום", "\ud83d"])
def test_a_letter_that_no_font_draws_is_named(tmp_path: Path, strange: str) -> None:
    text = Text("en", "Title", f"before {strange} after", "Body")

    pdf = documents.petition(text, text_digest="ab" * 32, at=AT, is_test=False)

    assert f"[U+{ord(strange[0]):04X}]" in drawn(pdf, tmp_path)


def test_narrow_spaces_of_dates_are_spaces(tmp_path: Path) -> None:
    text = Text("uk", "Назва", "25 березня 1949\u202fр.", "Текст")

    pdf = documents.petition(text, text_digest="ab" * 32, at=AT, is_test=False)

    assert "[U+202F]" not in drawn(pdf, tmp_path)


def test_nobody_holds_up_a_bundle_by_stringing_strange_letters_together(tmp_path: Path) -> None:
    strange = "".join(chr(code) for code in range(0x20, 0x3000) if code not in range(0x7F, 0xA0))
    text = Text("en", "Title", f"before {strange} after", "Body")

    pdf = documents.petition(text, text_digest="ab" * 32, at=AT, is_test=False)

    found = drawn(pdf, tmp_path)
    assert "before" in found
    assert "[U+202E]" in found


def test_the_same_words_give_the_same_bytes(frame: Frame) -> None:
    def cover() -> bytes:
        return documents.cover(frame.manifest, language="lt", title="T", institution="Seimas")

    assert cover() == cover()


def test_a_record_shows_facts_and_words(tmp_path: Path) -> None:
    told = Record(
        title="Claim K-7",
        reference="K-7",
        language="en",
        opening="Recorded does not mean awarded.",
        sections=[Section("Period", [Row("From", "Tartu\nby train")], "We left.\n\nWe returned.")],
    )

    pdf = documents.record(told, at=AT, is_test=False)

    found = drawn(pdf, tmp_path)
    for words in ("Recorded does not mean awarded.", "by train", "We returned."):
        assert words in found


@pytest.mark.parametrize("language", LETTERS)
def test_how_to_verify_names_the_identity(frame: Frame, language: str) -> None:
    told = documents.how_to_verify(frame.manifest, language=language).decode()

    assert manifest.identity(frame.manifest.canonical()) in told
    assert f"cover.{language}.pdf" in told
    assert "sha256sum -c manifest-sha256.txt" in told

"""The statement: the same bytes for the same petition, and never others once handed out."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from petitions.campaigns.demo_texts import demo_texts
from petitions.campaigns.digest import text_digest
from petitions.models import Statement
from petitions.signing.qualified import actions as qualified
from petitions.signing.qualified import queries
from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.wording import WORDINGS
from tests.builders_signing import an_open_petition
from tests.journeys import pdf_text
from tests.petitions.signing.qualified.conftest import a_statement

LANGUAGES = sorted(demo_texts())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_petition_gives_the_same_bytes(language: str) -> None:
    first, second = a_statement(language=language), a_statement(language=language)

    assert first == second


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_an_archivable_document_that_can_be_read_aloud(language: str) -> None:
    with pikepdf.open(BytesIO(a_statement(language=language).pdf)) as document:
        metadata = document.open_metadata()

        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert str(document.Root.Lang)[:2] == language
        assert document.Root.MarkInfo.Marked
        assert list(document.Root.AcroForm.Fields) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_in_its_own_words_what_is_signed(language: str) -> None:
    words = pdf_text.words_of(a_statement(language=language).pdf)

    wording = WORDINGS[language]
    signing = wording.signing.format(title=demo_texts()[language].title)
    for told in (wording.title, signing, wording.once, text_digest(demo_texts())):
        assert "".join(told.split()) in "".join(words.split()).replace("\u00ad", "")


def test_every_language_of_the_site_has_its_wording() -> None:
    assert WORDINGS.keys() == dict(settings.LANGUAGES).keys()


def test_the_container_holds_the_pdf_and_the_text_of_all_languages(made: Made) -> None:
    with zipfile.ZipFile(BytesIO(made.container)) as container:
        names = container.namelist()
        contents = {name: container.read(name) for name in names}

    assert names[0] == "mimetype"
    assert contents["statement.en.pdf"] == made.pdf
    digests = {hashlib.sha256(contents[name]).hexdigest() for name in names[2:]}
    assert digests == set(made.files)


@pytest.mark.django_db
def test_it_is_made_once() -> None:
    petition = an_open_petition()

    first, second = qualified.hand_out(petition.pk, "en"), qualified.hand_out(petition.pk, "en")

    assert first == second
    assert [known.pk for known in queries.statements()] == [first.pk]


@pytest.mark.django_db
def test_no_statement_in_a_language_that_the_petition_does_not_speak() -> None:
    with pytest.raises(Statement.DoesNotExist):
        qualified.hand_out(an_open_petition().pk, "de")


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete"])
def test_nobody_can_change_what_was_handed_out(act: str) -> None:
    qualified.hand_out(an_open_petition().pk, "en")
    rows = Statement.objects.all()

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        rows.update(size=1) if act == "update" else rows.delete()

"""What the upload page says, and what is accepted, are the same."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import escape

from petitions.models import SignedContainer
from petitions.signing.qualified.forms import UploadForm
from petitions.signing.qualified.reasons import SENTENCES, Reason
from petitions.signing.qualified.steps import COUNTRIES, ENDINGS
from tests.builders_signing import an_open_petition


@pytest.mark.django_db
def test_the_page_names_every_kind_and_every_country(client: Client) -> None:
    petition = an_open_petition()

    page = client.get(f"/en/petitions/{petition.slug}/sign/qualified/").content.decode()

    assert f'accept="{",".join(ENDINGS)}"' in page
    assert escape(str(UploadForm.base_fields["file"].help_text)) in page
    assert {country.country for country in COUNTRIES} == {"EE", "LV", "LT", "PL", "UA", ""}
    said = [str(words) for country in COUNTRIES for words in country.paragraphs]
    assert all(escape(words) in page for words in said)


def test_every_ending_is_named_wherever_endings_are() -> None:
    sentences = (UploadForm.base_fields["file"].help_text, SENTENCES[Reason.NOT_CONTAINER])

    assert all(ending in str(sentence) for ending in ENDINGS for sentence in sentences)


def test_every_reason_has_a_sentence_and_room_in_the_row() -> None:
    room = SignedContainer._meta.get_field("reason").max_length

    assert set(SENTENCES) == set(Reason)
    assert room is not None
    assert max(map(len, Reason)) <= room

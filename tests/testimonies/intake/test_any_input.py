"""Whatever somebody types into a question page: a page comes back, and every word is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testimonies.claims.questions import CLAIM
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.questions import TESTIMONY
from testimonies.models.case import Voice
from tests.testimonies.intake.walking import Walker

PAGES = {page.key: page for page in [*TESTIMONY.pages, *CLAIM.pages]}
ONE_PER_FORM = {page.form: page.key for page in PAGES.values()}.values()
ABOUT = Circumstances(
    voice=Voice.DEAD,
    papers=(("0b5a52cb-6b8c-4b52-9b5f-4a9d2ff3f2f0", "Deed"),),
    institutions=(("riigikogu", "Riigikogu"),),
)
ANYTHING = st.text(max_size=60) | st.sampled_from(["\x00", "self", "yes", "1941", "14", "all"])


@pytest.mark.parametrize("key", ONE_PER_FORM)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_form_takes_anything_and_shows_it_again(key: str, data: st.DataObject) -> None:
    page = PAGES[key]
    sent = QueryDict(mutable=True)
    for name in sorted(page.form.controls()):
        sent.setlist(name, data.draw(st.lists(ANYTHING, max_size=3), label=name))

    typed = page.form.take(sent)
    form = page.form(typed, about=ABOUT)
    form.is_valid()
    list(form.in_words())

    quiet = page.form(typed, about=ABOUT, quiet=True)
    shown = quiet.as_div()
    assert not quiet.errors
    for name, field in page.form.base_fields.items():
        if not hasattr(field, "choices") and name in typed and typed[name] and name != "file":
            words = typed[name][-1].replace("\x00", "")
            assert escape(words) in shown.replace("\x00", "")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["teller", "birth", "periods/ab/2", "uses", "waiting", "papers"])
def test_hostile_words_are_kept_and_harmless_over_http(key: str) -> None:
    walker = Walker()
    walker.begin()
    hostile: dict[str, Any] = dict.fromkeys(
        PAGES[key.partition("/")[0]].form.controls(), "<script>\x00'\""
    )
    hostile.pop("file", None)

    walker.press(walker.step(key), **hostile)

    assert walker.status == 200
    assert "<script>\x00" not in walker.page


@pytest.mark.django_db
def test_addresses_that_are_none_are_404_or_the_code() -> None:
    walker = Walker()
    walker.begin()

    assert walker.open(walker.step("no-such-page")).status == 404
    assert walker.press(walker.step("teller/ab/1"), about="self").status == 404
    assert Walker().open("/en/testimonies/new/c-none/teller/").here.endswith("/return/")

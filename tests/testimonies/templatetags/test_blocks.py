from django.template import engines


def drawn(source: str) -> str:
    template = engines["django"].from_string("{% load components %}" + source)
    return template.render({"label": "<Done>"})


def test_a_panel_is_a_section_with_its_title_as_name() -> None:
    html = drawn('{% panel title="What next" %}<p>We read.</p>{% endpanel %}')

    assert html == (
        '<section class="panel" aria-labelledby="panel-what-next">'
        '<h2 id="panel-what-next">What next</h2><p>We read.</p></section>'
    )


def test_a_note_says_its_kind() -> None:
    assert drawn('{% note kind="care" %}x{% endnote %}') == '<div class="note note-care">x</div>'
    assert drawn("{% note %}x{% endnote %}") == '<div class="note">x</div>'


def test_a_state_is_escaped_and_coloured() -> None:
    html = drawn('{% state_tag label "good" %}')

    assert html == '<strong class="tag tag-good">&lt;Done&gt;</strong>'

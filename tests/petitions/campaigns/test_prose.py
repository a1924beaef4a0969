import re

from hypothesis import given
from hypothesis import strategies as st

from petitions.campaigns.prose import to_html


def test_headings_lists_and_paragraphs() -> None:
    text = "First\nline.\n\n## What we ask\n\nThis:\n\n- one\n- two\n\n\n\nLast."

    assert to_html(text) == (
        "<p>First line.</p>\n<h2>What we ask</h2>\n<p>This:</p>\n"
        "<ul><li>one</li><li>two</li></ul>\n<p>Last.</p>"
    )


def test_a_list_may_follow_its_heading_at_once() -> None:
    assert to_html("## Ask\n- one") == "<h2>Ask</h2>\n<ul><li>one</li></ul>"


def test_markup_is_only_text() -> None:
    assert to_html("<script>&") == "<p>&lt;script&gt;&amp;</p>"
    assert to_html("## <b>") == "<h2>&lt;b&gt;</h2>"
    assert to_html("- <i>") == "<ul><li>&lt;i&gt;</li></ul>"


@given(st.text(alphabet=st.sampled_from("a<>&\"'#- \n\r")))
def test_whatever_is_written_only_our_tags_come_out(text: str) -> None:
    tags = set(re.findall(r"<[^>]*>", to_html(text)))

    assert tags <= {"<p>", "</p>", "<h2>", "</h2>", "<ul>", "</ul>", "<li>", "</li>"}

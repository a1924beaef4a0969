"""Subtitles are read as the standard says, written back, and refused with the wrong line."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from testimonies.recordings import rules, webvtt
from testimonies.recordings.webvtt import Chapter, Cue, Unreadable

#: Everything that means something in such a file, and letters.
WORDS = st.text('aŽж<>/v.&;-1:| \t\n\r\x0b\u2028\ufeff\u00a0e\u0301😀{}"\\', max_size=30)
AS_A_PROGRAM_MAKES_IT = """\ufeffWEBVTT - an interview\r
Kind: captions\r
\r
STYLE\r
::cue { color: red }\r
\r
NOTE The neighbour was ill.\r
\r
1\r
00:01.000 --> 00:04.500 align:start position:0%\r
<v.loud Ona Žemaitė>They came &amp; took\r
the <i>clock</i>. &lt;silence&gt;</v>\r
\r
01:00:00.000-->01:00:02.000\r
<v A>Who?<v B>They <LAUGHING>\r
"""


#: However busy the machine is.
in_its_own_time = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@st.composite
def cues(draw: st.DrawFn) -> list[Cue]:
    """One after the other, as segments are."""
    made, at = [], 0
    for _number in range(draw(st.integers(0, 5))):
        start = at + draw(st.integers(0, 5_000_000))
        at = start + draw(st.integers(1, 5_000_000))
        made.append(Cue(start, at, rules.plain(draw(WORDS)), rules.plain_name(draw(WORDS))))
    return made


@in_its_own_time
@example([Cue(0, 1, "", "--"), Cue(1, 2, "--> and --", "A ---")])
@given(cues())
def test_what_is_written_is_read_again_as_it_was(told: list[Cue]) -> None:
    assert webvtt.read(webvtt.write(told)) == told


@in_its_own_time
@given(st.dictionaries(st.integers(0, rules.LONGEST - 1), st.tuples(WORDS, WORDS), max_size=4))
def test_an_index_is_read_again_as_it_was(told: dict[int, tuple[str, str]]) -> None:
    points = [
        Chapter(
            at,
            rules.plain_name(title),
            {"place": place} if (place := rules.plain(words)) else {},
        )
        for at, (title, words) in sorted(told.items())
    ]

    file = webvtt.write_index((each, each.at + 1) for each in points)

    assert webvtt.read_chapters(file) == points


def test_a_file_of_another_program_is_read() -> None:
    told = webvtt.read(AS_A_PROGRAM_MAKES_IT)

    assert told == [
        Cue(1000, 4500, "They came & took\nthe clock. <silence>", "Ona Žemaitė"),
        Cue(3_600_000, 3_602_000, "A: Who?\nB: They <LAUGHING>"),
    ]


def test_chapters_have_nothing_but_their_titles() -> None:
    file = webvtt.write_chapters([(Chapter(0, "The night <1941>", {"place": "Kretinga"}), 5000)])

    assert "Kretinga" not in file
    assert webvtt.read_chapters(file) == [Chapter(0, "The night <1941>", {})]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "Line 1: a file of subtitles begins with WEBVTT."),
        ("1\n00:01,000 --> 00:02,000\nHi", "Line 1: a file of subtitles begins with WEBVTT."),
        ("WEBVTT\n00:01.000 --> 00:02.000\nHi", "Line 2: an empty line is missing"),
        ("WEBVTT\n\nHello there", "Line 3: a time is missing"),
        ("WEBVTT\n\n\n00:01,000 --> 00:02,000\nHi", "Line 4: the times must look like"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nHi", "Line 3: it ends before it begins."),
        ("WEBVTT\n\n00:61.000 --> 00:99.000\nHi", "Line 3: the times must look like"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n00:03.000 --> 00:04.000\nHo", "Line 5: an empty"),
        ("WEBVTT\n\nNOTE x\n00:03.000 --> 00:04.000\nHo", "Line 4: an empty line is missing"),
        ("WEBVTT\n\n99:00:00.000 --> 99:00:01.000\nHi", "Line 3: the times must look like"),
    ],
)
def test_what_would_lose_words_is_refused_with_its_line(content: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        webvtt.read(content)


@in_its_own_time
@given(WORDS)
def test_whatever_comes_is_read_or_refused(content: str) -> None:
    for file in (content, f"WEBVTT\n\n00:01.000 --> 00:02.000\n{content}"):
        with contextlib.suppress(Unreadable):
            webvtt.read(file)
            webvtt.read_chapters(file)


@in_its_own_time
@given(st.integers(0, rules.LONGEST))
def test_a_moment_is_read_as_it_is_shown(at: int) -> None:
    assert rules.read_moment(rules.clock(at)) == at


@pytest.mark.parametrize("typed", ["", "1:2:3:4", "1:75", "90:61:00", "x", "-1", "25:00:00", "１"])
def test_what_is_no_moment_is_not_read(typed: str) -> None:
    assert rules.read_moment(typed) is None

"""What moderators cover, by the real actions."""

from __future__ import annotations

from testimonies.models import Redaction, Testimony
from testimonies.redactions import actions as redactions
from testimonies.redactions.actions import Words
from tests.builders_review import a_moderator, another_moderator

STORY = (
    "They came at four in the morning. The neighbour Petras Vaitkus of Laukuva had told them."
    " Years later Vaitkus asked my mother to forgive him; she did, and Vaitkus wept."
)


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

"""What may be hard to read in a case: derived from what was told, and from what readers said.

One statement for any number of cases, since lists ask it as well as the screen of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import User
from testimonies.models.care import Topic
from testimonies.models.claim import Head
from testimonies.models.episode import EpisodeType
from testimonies.models.person import DEAD
from testimonies.models.redaction import Why
from testimonies.redactions.answers import SEALED

SEAL = "testimonies.open_seal"
#: Where people were locked up.
LOCKED_UP = (
    EpisodeType.PRE_TRIAL, EpisodeType.LABOUR_CAMP, EpisodeType.SPECIAL_CAMP,
    EpisodeType.FILTRATION_CAMP, EpisodeType.PRISONER_OF_WAR_CAMP,
)  # fmt: skip
#: Whoever may not open a seal reads nothing of what is under it, and is not told that it is there.
TOLD = """
SELECT note.submission_id, note.topic, note.is_there, TRUE
FROM testimonies_contentnote AS note WHERE note.submission_id = ANY (%(ids)s)
UNION ALL
SELECT mention.submission_id, 'camps', TRUE, FALSE
FROM testimonies_repressionepisode AS episode
JOIN testimonies_personmention AS mention ON mention.id = episode.mention_id
WHERE mention.submission_id = ANY (%(ids)s) AND episode.type = ANY (%(locked_up)s)
UNION ALL
SELECT mention.submission_id, CASE WHEN mention.death_latest < mention.birth_earliest
    + interval '18 years' THEN 'child_deaths' ELSE 'deaths' END, TRUE, FALSE
FROM testimonies_personmention AS mention
WHERE mention.submission_id = ANY (%(ids)s) AND mention.fate = ANY (%(dead)s)
UNION ALL
SELECT mention.submission_id, 'deaths', TRUE, FALSE
FROM testimonies_repressionepisode AS episode
JOIN testimonies_personmention AS mention ON mention.id = episode.mention_id
WHERE mention.submission_id = ANY (%(ids)s) AND episode.type = %(execution)s
UNION ALL
SELECT claim.submission_id, CASE item.head WHEN %(torture)s THEN 'torture'
    WHEN %(death)s THEN 'deaths' ELSE 'sexual_violence' END, TRUE, FALSE
FROM testimonies_claimitem AS item
JOIN testimonies_claim AS claim ON claim.id = item.claim_id
WHERE claim.submission_id = ANY (%(ids)s)
  AND (item.head IN (%(torture)s, %(death)s) OR (%(opens)s AND item.head = %(sexual)s))
UNION ALL
SELECT redaction.submission_id, 'sexual_violence', TRUE, FALSE
FROM testimonies_redaction AS redaction
WHERE redaction.submission_id = ANY (%(ids)s) AND redaction.reason = %(covered)s
  AND (%(opens)s OR redaction.question <> %(sealed)s)
UNION ALL
SELECT sealed.submission_id, 'sexual_violence', TRUE, FALSE
FROM testimonies_sealedanswers AS sealed
WHERE %(opens)s AND sealed.submission_id = ANY (%(ids)s)
"""


@dataclass(frozen=True)
class Noted:
    """One topic of one case. `is_said`: somebody of the staff said so."""

    topic: Topic
    is_there: bool
    is_said: bool


def of(submissions: Iterable[int], *, reader: User) -> dict[int, frozenset[Topic]]:
    """Of each what this person may come across in it."""
    found = {
        submission: frozenset(each.topic for each in noted if each.is_there)
        for submission, noted in noted_in(submissions, reader=reader).items()
    }
    return {submission: topics for submission, topics in found.items() if topics}


def noted_in(submissions: Iterable[int], *, reader: User) -> dict[int, list[Noted]]:
    """In the order of the list; what somebody said stands for what is derived."""
    told: defaultdict[int, dict[Topic, Noted]] = defaultdict(dict)
    for submission, topic, is_there, is_said in _rows(list(submissions), reader):
        earlier = told[submission].get(Topic(topic))
        if earlier is None or not earlier.is_said:
            told[submission][Topic(topic)] = Noted(Topic(topic), is_there, is_said)
    return {
        submission: [noted[topic] for topic in Topic if topic in noted]
        for submission, noted in told.items()
    }


def _rows(submissions: list[int], reader: User) -> Iterator[tuple[int, str, bool, bool]]:
    asked: dict[str, Any] = {
        "ids": submissions,
        "locked_up": [each.value for each in LOCKED_UP],
        "dead": [each.value for each in DEAD],
        "execution": EpisodeType.EXECUTION.value,
        "torture": Head.TORTURE.value,
        "death": Head.DEATH_OF_FAMILY_MEMBER.value,
        "sexual": Head.SEXUAL_VIOLENCE.value,
        "covered": Why.SEXUAL_VIOLENCE.value,
        "sealed": SEALED,
        "opens": reader.has_perm(SEAL),
    }
    with connection.cursor() as cursor:
        cursor.execute(TOLD, asked)
        yield from cursor.fetchall()

"""For how many people claims were recorded, by loss and by country. Each person counts once.

Two mentions are one person where somebody has said so, or where they are told in one case. What
lies under seal is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from testimonies.claims.figures.rules import Place, Table, hide
from testimonies.models.claim import Head

#: ISO 3166; what else was named, or nothing, counts as elsewhere.
COUNTRIES = ("EE", "LV", "LT", "PL", "UA")
ELSEWHERE = "other"
#: A person is told in a claim itself, or in the testimony beside it: the first one told about.
#: Of each person the first recorded claim says the country, so that sums stay true.
COUNTED = """
WITH recorded AS (
    SELECT claim.id, submission.case_id, submission.id AS submission_id,
        CASE WHEN claim.forum_country = ANY (%(countries)s) THEN claim.forum_country
            ELSE %(elsewhere)s END AS country
    FROM testimonies_claim AS claim
    JOIN testimonies_submission AS submission ON submission.id = claim.submission_id
    WHERE claim.state IN ('recorded', 'assessed', 'ready_for_bundle', 'transmitted', 'received')
), told AS (
    SELECT recorded.id AS claim_id, recorded.country, coalesce(
        (SELECT 'person ' || said.person_id FROM testimonies_identityassertion AS said
            WHERE said.mention_id = mention.id AND said.verdict = 'same'
              AND said.ended_at IS NULL),
        'case ' || recorded.case_id) AS who
    FROM recorded
    CROSS JOIN LATERAL (SELECT mention.id FROM testimonies_personmention AS mention
        JOIN testimonies_submission AS source ON source.id = mention.submission_id
        WHERE source.case_id = recorded.case_id AND mention.role IN ('witness', 'person_deported')
        ORDER BY source.id <> recorded.submission_id, mention.id LIMIT 1) AS mention
), first AS (
    SELECT DISTINCT ON (who) who, country FROM told ORDER BY who, claim_id
)
SELECT item.head, first.country, count(DISTINCT told.who)
FROM told JOIN first USING (who)
JOIN testimonies_claimitem AS item ON item.claim_id = told.claim_id
WHERE item.head <> %(sealed)s
GROUP BY item.head, first.country
"""


@dataclass(frozen=True)
class Figures:
    table: Table
    #: How it is said what cannot be said.
    hidden: str = "…"


def by_head_and_country() -> Figures:
    told: dict[str, str | list[str]] = {
        "countries": list(COUNTRIES),
        "elsewhere": ELSEWHERE,
        "sealed": Head.SEXUAL_VIOLENCE.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, told)
        counts: dict[Place, int] = {(head, land): many for head, land, many in cursor.fetchall()}
    heads = [head.value for head in Head if head != Head.SEXUAL_VIOLENCE]
    return Figures(hide(counts, heads, (*COUNTRIES, ELSEWHERE)))

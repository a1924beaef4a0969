"""The desk at a million submissions: each filter of the queue, and the search for a reference.

Nine in ten have been read long ago; the newest wait for somebody, as in a campaign that goes well.
What is encrypted is short here: real answers are longer, and lie outside the row.

Each page takes turns with its peer, fifty rows in the list of the framework alone: what a slow
hour of the machine adds is in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, cast

from django.contrib import admin
from django.db import ProgrammingError, connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.roles import Role
from testimonies.intake import questions
from testimonies.intake.drafts import actions as drafts
from testimonies.models import QueueEntry
from testimonies.review.counting import actions as counting
from testimonies.review.queue import WAITS_FOR

if TYPE_CHECKING:
    from django.template.response import TemplateResponse

ROWS = 1_000_000
#: Numbers that nothing else in the bench has.
FIRST = 1_000_000_000
TRIES = 40
QUEUE = "/admin/testimonies/submission/"
LANGUAGES = "{et,et,et,lv,lv,lv,lt,lt,lt,lt,lt,pl,pl,pl,pl,uk,uk,uk,uk,en}"
COUNTRIES = "{EE,LV,LT,PL,UA,DE,US,CA}"

#: In the order in which rows refer to each other. `n` counts from the oldest to the newest.
FILL = (
    """
    INSERT INTO testimonies_case (id, uuid, handle, code_key, language, created_at)
    OVERRIDING SYSTEM VALUE
    SELECT n, gen_random_uuid(), 'c-' || lpad(n::text, 16, '0'), sha256(n::text::bytea),
        (%(languages)s::text[])[1 + n %% 20],
        %(since)s::timestamptz + (now() - %(since)s::timestamptz)
            * sqrt((n - %(first)s) / %(rows)s::float)
    FROM generate_series(%(first)s + 1, %(first)s + %(rows)s) AS n
    """,
    """
    INSERT INTO testimonies_submission (id, uuid, reference, kind, channel, language, voice,
        answers, declared_true_at, declared, submitted_at, case_id, questionnaire_id)
    OVERRIDING SYSTEM VALUE
    SELECT id, gen_random_uuid(), 'BA-2026-' || upper(lpad(to_hex(id - %(first)s), 5, '0')),
        CASE WHEN id %% 5 = 0 THEN 'claim' ELSE 'testimony' END, 'web', language, 'self',
        code_key, created_at, 'button', created_at, id, %(questionnaire)s
    FROM testimonies_case WHERE id > %(first)s
    """,
    """
    INSERT INTO testimonies_consentrecord (uuid, version, language, text_sha256, text, documents,
        photographs, recording, identity_shown_as, uses, institutions, embargo, given_at,
        superseded_at, submission_id)
    SELECT gen_random_uuid(), 1, language, '', 'public', 'archive', 'archive', 'archive',
        'initials', '{}', '{}', 'none', submitted_at,
        CASE WHEN id %% 100 = 0 THEN submitted_at END, id
    FROM testimonies_submission WHERE id > %(first)s
    """,
    """
    INSERT INTO testimonies_consentrecord (uuid, version, language, text_sha256, text, documents,
        photographs, recording, identity_shown_as, uses, institutions, embargo, given_at,
        submission_id, supersedes_id, looked_at, looked_by_id)
    SELECT gen_random_uuid(), 2, language, '', 'archive', 'archive', 'archive', 'archive',
        'anonymous', '{}', '{}', 'none', given_at, submission_id, id,
        CASE WHEN submission_id %% 5000 > 0 THEN now() END,
        CASE WHEN submission_id %% 5000 > 0 THEN %(one)s END
    FROM testimonies_consentrecord WHERE superseded_at IS NOT NULL AND submission_id > %(first)s
    """,
    """
    INSERT INTO testimonies_testimony (uuid, reference, submission_id, language, told, workflow,
        publication, verification, first_reader_id, second_reader_id, accepted_at, published_at,
        published_under_id, public_name, public_text, decline_reason, asked_at)
    SELECT gen_random_uuid(), 'T-' || lpad(id::text, 10, '0'), id, language, answers, workflow,
        CASE WHEN shown THEN 'published' ELSE 'unpublished' END, 'unverified', %(one)s,
        CASE WHEN workflow = 'accepted' THEN %(other)s END,
        CASE WHEN workflow = 'accepted' THEN submitted_at END,
        CASE WHEN shown THEN submitted_at END, CASE WHEN shown THEN consent END, '', '',
        CASE WHEN workflow = 'declined' THEN 'other' ELSE '' END,
        CASE WHEN workflow = 'needs_info' THEN submitted_at END
    FROM (
        SELECT told.*, workflow = 'accepted' AND told.id %% 100 > 1 AS shown FROM (
            SELECT submission.*, consent.id AS consent, CASE
                WHEN submission.id > %(newest)s THEN 'submitted'
                WHEN submission.id %% 100 = 2 THEN 'in_review'
                WHEN submission.id %% 100 = 3 THEN 'second_review'
                WHEN submission.id %% 100 IN (4, 6) THEN 'needs_info'
                WHEN submission.id %% 100 IN (7, 8, 9) THEN 'declined'
                WHEN submission.id %% 100 IN (11, 12) THEN 'withdrawn'
                ELSE 'accepted' END AS workflow
            FROM testimonies_submission AS submission
            JOIN testimonies_consentrecord AS consent
                ON consent.submission_id = submission.id AND consent.version = 1
            WHERE submission.kind = 'testimony' AND submission.id > %(first)s
        ) AS told
    ) AS told
    """,
    """
    INSERT INTO testimonies_claim (uuid, reference, submission_id, state, standing, forum_country,
        told, not_recordable_reason, first_assessor_id, second_assessor_id, asked_at)
    SELECT gen_random_uuid(), 'K-' || lpad(id::text, 10, '0'), id, CASE
            WHEN id > %(newest)s THEN 'submitted'
            WHEN id %% 100 = 0 THEN 'recorded'
            WHEN id %% 100 = 5 THEN 'info_requested'
            WHEN id %% 100 = 10 THEN 'withdrawn'
            ELSE 'transmitted' END,
        'self', (%(countries)s::text[])[1 + id %% 8], answers, '', %(one)s, %(other)s,
        CASE WHEN id <= %(newest)s AND id %% 100 = 5 THEN submitted_at END
    FROM testimonies_submission WHERE kind = 'claim' AND id > %(first)s
    """,
    """
    INSERT INTO testimonies_evidence (id, uuid, kind, told, received_at, case_id, submission_id,
        page, added_later) OVERRIDING SYSTEM VALUE
    SELECT id, gen_random_uuid(), 'other', answers, submitted_at, id, id, 1, id %% 10000 = 7
    FROM testimonies_submission WHERE id %% 5 < 3 AND id > %(first)s
    """,
    """
    INSERT INTO testimonies_storedfile (uuid, role, path, sha256, size, claimed_type,
        detected_type, scan, scanned_at, attempts, legal_hold, evidence_id)
    SELECT gen_random_uuid(), 'original', 'bench/' || id, '', 1, 'image/jpeg', 'image/jpeg',
        CASE WHEN id > %(very_newest)s THEN 'pending' ELSE 'clean' END, received_at, 0, false, id
    FROM testimonies_evidence WHERE id > %(first)s
    """,
    """
    INSERT INTO testimonies_message (uuid, body, is_internal, at, by_id, case_id)
    SELECT gen_random_uuid(), answers, false, submitted_at + turn * interval '3 days',
        CASE WHEN turn %% 2 = 1 THEN %(one)s END, id
    FROM testimonies_submission, generate_series(1, 3) AS turn
    WHERE (id %% 100 IN (4, 5, 6, 13, 15) OR id %% 50 = 21) AND turn <= 1 + id %% 3
      AND id > %(first)s
    """,
)
#: Drawn when the planner knows the other tables, as it does for the migration.
DRAW = """
    INSERT INTO testimonies_queueentry (submission_id, case_id, kind, language, country, state,
        waits_for, is_changed, is_ours, since, is_suspended, is_held, is_doubted, assignee_id,
        assigned_at)
    SELECT submission_id, case_id, kind, language, country, state, waits_for, is_changed, is_ours,
        since, is_suspended, is_held, is_doubted,
        CASE WHEN is_in_hand THEN %(moderator)s END, CASE WHEN is_in_hand THEN now() END
    FROM (SELECT *, is_ours AND submission_id %% 1000 = 3 AS is_in_hand
          FROM testimonies_queue_as_told WHERE submission_id > %(first)s) AS drawn
"""
TABLES = (
    "case", "submission", "consentrecord", "testimony", "claim", "evidence", "message",
    "storedfile",
)  # fmt: skip


def print_lines() -> None:
    client = _somebody_at_the_desk()
    begun = perf_counter()
    fill()
    print(f"desk           {ROWS:,} submissions in {perf_counter() - begun:.0f} s", flush=True)
    bare = _bare_list(client)
    for name, address in _pages():
        tries = [(_seconds(client, address), bare()) for _try in range(TRIES)]
        ours, least = (sorted(each) for each in zip(*tries, strict=True))
        p95, ratio = ours[int(TRIES * 0.95)] * 1000, median(ours) / median(least)
        figures = f"p95 {p95:7.1f} ms, {ratio:.2f} × a bare list ({median(least) * 1000:.1f} ms)"
        print(f"desk {name:22} {figures}  ≤ 100 ms", flush=True)


def fill(rows: int = ROWS) -> None:
    words: dict[str, int | str] = {
        "first": FIRST,
        "rows": rows,
        "newest": FIRST + rows * 96 // 100,
        "very_newest": FIRST + rows * 999 // 1000,
        "languages": LANGUAGES,
        "countries": COUNTRIES,
        "since": "2021-01-01",
        "questionnaire": drafts.publish(questions.TESTIMONY).pk,
        "moderator": _moderator().pk,
        "one": User.objects.get_or_create(email="one@example.org")[0].pk,
        "other": User.objects.get_or_create(email="other@example.org")[0].pk,
    }
    with connection.cursor() as cursor, suppress(ProgrammingError):
        cursor.execute("SET session_replication_role = replica")  # every key is there: we made it
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, words)
        cursor.execute("RESET session_replication_role")
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE testimonies_{table}")
        cursor.execute(DRAW, words)
        cursor.execute("VACUUM ANALYZE testimonies_queueentry")
    counting.recount()


def _pages() -> Iterator[tuple[str, str]]:
    yield "queue", QUEUE
    for key in (*WAITS_FOR, "all"):
        yield f"queue: {key}", f"{QUEUE}?waits={key}"
    yield "queue: kind", f"{QUEUE}?kind=claim"
    yield "queue: language", f"{QUEUE}?language=en"
    yield "queue: country", f"{QUEUE}?country=CA"
    yield "queue: mine", f"{QUEUE}?hands=mine"
    yield "queue: stopped", f"{QUEUE}?stopped=doubted"
    yield "queue: old", f"{QUEUE}?age=quarter"
    yield "queue: declined", f"{QUEUE}?waits=all&state=declined"
    yield "queue: all at once", f"{QUEUE}?waits=all&kind=claim&language=en&country=CA&hands=nobody"
    yield "queue: page 20", f"{QUEUE}?p=20"
    yield "search", f"{QUEUE}?waits=all&q=BA-2026-0F00F"
    yield "search: nothing", f"{QUEUE}?waits=all&q=BA-2026-ZZZZZ"


class Bare(admin.ModelAdmin[QueueEntry]):
    list_display = ("pk", "kind", "state", "language", "since", "waits_for", "is_held")
    list_display_links = None
    ordering = ("since",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[QueueEntry]:
        rows = QueueEntry.objects.order_by("since").values_list("pk", flat=True)
        return QueueEntry.objects.filter(pk__in=list(rows[:50]))

    def has_view_permission(self, request: HttpRequest, obj: QueueEntry | None = None) -> bool:
        return True


def _bare_list(client: Client) -> Callable[[], float]:
    """The seconds of the least that the framework can do: no filters, no middleware, no counts."""
    request = RequestFactory().get(QUEUE)
    request.user, request.session = _moderator(), client.session
    desk = Bare(QueueEntry, admin.site)

    def seconds() -> float:
        begun = perf_counter()
        response = desk.changelist_view(request)
        cast("TemplateResponse", response).render()
        return perf_counter() - begun

    return seconds


def _seconds(client: Client, address: str) -> float:
    begun = perf_counter()
    response = client.get(address)
    took = perf_counter() - begun
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    return took


def _somebody_at_the_desk() -> Client:
    client = Client()
    client.force_login(_moderator())
    return client


def _moderator() -> User:
    moderator, _is_new = User.objects.get_or_create(
        email="moderator@example.org", defaults={"roles": [Role.MODERATOR]}
    )
    return moderator

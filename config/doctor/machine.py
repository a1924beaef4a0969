"""Settings, database, broker, workers, mail server, disk."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.checks import ERROR, run_checks
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import now
from django_celery_beat.models import PeriodicTask
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from config.checks import CONFIGURATION
from config.doctor.finding import Finding, missing, well, wrong
from config.health import MINIMUM_FREE_BYTES
from config.local.catalogues import not_compiled
from petitions.signing.eid import protocol, providers
from testimonies.evidence import keeping, scanner
from testimonies.evidence.elsewhere import Store

GIGABYTE = 1024**3
PATIENCE = 2.0
BEAT_IS_LATE = timedelta(minutes=2)
OURSELVES = {"localhost", "127.0.0.1", "::1"}


def the_settings() -> Iterator[Finding]:
    found = run_checks(tags=[CONFIGURATION])
    for message in found:
        kind = wrong if message.level >= ERROR else missing
        yield kind("settings", f"{message.msg} {message.hint or ''}".strip())
    if not found:
        yield well("settings", "complete")


def the_languages() -> Iterator[Finding]:
    """Without compiled catalogues every page and letter is in English, and nothing says so."""
    if waiting := [each for place in settings.LOCALE_PATHS for each in not_compiled(Path(place))]:
        many = "catalogue is" if len(waiting) == 1 else "catalogues are"
        said = f"{len(waiting)} {many} not compiled: run python -m config.local.catalogues."
        yield wrong("languages", said)
    else:
        yield well("languages", "every catalogue is compiled")


def the_database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except DatabaseError:
        yield wrong("database", "PostgreSQL does not answer at DATABASE_URL.")
        return
    version = connection.pg_version // 10_000  # type: ignore[attr-defined]
    yield well("database", f"PostgreSQL {version} answers")
    executor = MigrationExecutor(connection)
    waiting = list(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        yield wrong("migrations", f"{len(waiting)} wait: run manage.py migrate.")
    else:
        yield well("migrations", "all applied")


def the_broker() -> Iterator[Finding]:
    cache.set("doctor", 1, 5)
    if cache.get("doctor") == 1:
        yield well("Redis", "answers")
    else:
        yield wrong("Redis", "does not answer at REDIS_URL. Acts are kept; mails and files wait.")


def the_workers() -> Iterator[Finding]:
    try:
        answers = current_app.control.inspect(timeout=PATIENCE).active_queues() or {}
    except (OperationalError, RedisError, OSError):
        yield wrong("workers", "cannot be asked while Redis is away.")
        return
    worked_on = {queue["name"] for queues in answers.values() for queue in queues}
    if idle := sorted(settings.QUEUES - worked_on):
        yield wrong("workers", f"Nobody works on: {', '.join(idle)}.")
    else:
        yield well("workers", f"{len(answers)} at work, every queue is taken care of")


def the_beat() -> Iterator[Finding]:
    newest = PeriodicTask.objects.exclude(last_run_at=None).order_by("-last_run_at").first()
    last = newest.last_run_at if newest else None
    if last is None:
        yield wrong("schedule", "celery beat has never run: nothing happens by itself.")
    elif last < now() - BEAT_IS_LATE:
        yield wrong("schedule", f"celery beat has stopped: it last ran at {last:%d.%m.%Y %H:%M}.")
    else:
        yield well("schedule", "celery beat runs")


def the_mail_server() -> Iterator[Finding]:
    post = get_connection()
    try:
        post.open()
        post.close()
    except OSError as error:
        yield wrong("mail", f"The server at EMAIL_URL does not take us: {type(error).__name__}.")
        return
    where = "in files" if settings.LOCAL else "by the mail server"
    yield well("mail", f"letters go {where}")
    if _is_overheard(post):
        said = "Letters, with names and links in them, leave this machine without TLS:"
        yield missing("mail", f"{said} let EMAIL_URL begin with smtp+tls:// or smtp+ssl://.")


def _is_overheard(post: BaseEmailBackend) -> bool:
    if not isinstance(post, EmailBackend) or post.host in OURSELVES:
        return False
    return not (post.use_tls or post.use_ssl)


def the_identities() -> Iterator[Finding]:
    try:
        known = providers.configured()
    except providers.Malformed:
        return  # the settings say so
    if not known:
        yield missing("identities", "OIDC_PROVIDERS is not set: nobody signs with an eID.")
    for each in known:
        try:
            protocol.described(each)
        except protocol.ProviderAway as problem:
            yield wrong("identities", f"{each.id} cannot be used: {problem}.")
        else:
            yield well("identities", f"{each.id} answers")


def the_disk() -> Iterator[Finding]:
    roots = [settings.BUNDLES_ROOT, settings.DROP_ROOT, settings.GATEWAY_ROOT]
    if not isinstance(keeping.storage(), Store):  # of which `the_store` speaks
        roots.append(Path(keeping.storage().path("")))
    places = [settings.HOME, *map(Path, roots)]
    if closed := [place.name for place in places if not _can_be_written_to(place)]:
        yield wrong("disk", f"We may not write into: {', '.join(closed)}.")
    free = shutil.disk_usage(settings.HOME).free
    kind = well if free > MINIMUM_FREE_BYTES else wrong
    yield kind("disk", f"{free / GIGABYTE:.1f} GB free")


def _can_be_written_to(place: Path) -> bool:
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK)


def the_store() -> Iterator[Finding]:
    """Where evidence lies elsewhere: a file is kept, read and erased, as any other."""
    store = keeping.storage()
    if not isinstance(store, Store) or not settings.DATA_KEYS:
        return  # a disk is looked at with the others; of missing keys the settings speak
    try:
        kept = keeping.keep(io.BytesIO(b"doctor"))
        with keeping.open_kept(kept.path) as file:
            file.read()
        keeping.forget(kept.path)
    except (OSError, ValueError) as error:
        yield wrong("evidence", f"Files cannot be kept at FILES_URL: {error}.")
        return
    yield well("evidence", "files are kept, read and erased in their store")
    try:
        if store.keeps_versions:
            said = "The bucket keeps versions, or has kept them: what was erased may lie in them."
            yield wrong("evidence", said)
    except OSError:
        said = "We may not ask whether the bucket keeps versions: allow GetBucketVersioning."
        yield missing("evidence", said)


def the_scanner() -> Iterator[Finding]:
    if not scanner.is_configured():
        yield missing("scanner", "CLAMAV_URL is not set; only our own clean copies are shown.")
    elif not scanner.answers():
        yield wrong("scanner", "ClamAV does not answer at CLAMAV_URL: new files wait.")
    else:
        yield well("scanner", "ClamAV answers")

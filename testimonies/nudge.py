"""Tell a worker that a row is waiting. Nothing depends on it: sweeps find the row anyway."""

import logging
from functools import partial

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def after_commit(task: "Task[[int], None]", pk: int) -> None:
    """Nudge once the surrounding transaction has committed; never fail when Redis is away."""
    transaction.on_commit(partial(_send, task, pk))


def _send(task: "Task[[int], None]", pk: int) -> None:
    try:
        task.delay(pk)
    except (OperationalError, OSError):
        log.warning("the broker is away; a sweep will pick up %s", task.name)

"""Beat, for machines whose clock may be set back.

A tick remembers when it was last there. After a clock that went ahead has been set right, that
lies in the future, and beat would stand still until then: no letter would go, nobody be counted.
"""

from __future__ import annotations

import logging
from datetime import datetime
from time import time
from typing import Any

from celery.schedules import schedstate
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

from config.checks import refuse_half_configured

log = logging.getLogger(__name__)

#: Clocks of several machines differ by less.
CLOCKS = 2.0


class Entry(ModelEntry):  # type: ignore[misc]
    last_run_at: datetime

    def is_due(self) -> schedstate:
        """What was last there in the future was there just now; it waits its usual time."""
        at = self._default_now()
        if (self.last_run_at - at).total_seconds() > CLOCKS:
            self.last_run_at = self.model.last_run_at = at
        found: schedstate = super().is_due()
        return found


class Scheduler(DatabaseScheduler):  # type: ignore[misc]
    Entry = Entry
    _seen = 0.0
    _heap: list[Any] | None

    def setup_schedule(self) -> None:
        refuse_half_configured()
        super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        at = time()
        if at < self._seen - CLOCKS:
            log.warning("the clock was set back; every entry is looked at anew")
            self._heap = None
        self._seen = at
        wait: float = super().tick(*args, **kwargs)
        return wait

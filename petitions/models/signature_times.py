"""By which index signatures are found when only the time of signing is known."""

from django.contrib.postgres.indexes import BrinIndex

#: Some kilobytes for a million: rows lie as they were signed, and the few that moved do no harm.
BY_TIME = BrinIndex(
    fields=["signed_at"],
    opclasses=["timestamptz_minmax_multi_ops"],
    name="signatures_by_time",
    pages_per_range=32,
    autosummarize=True,
)

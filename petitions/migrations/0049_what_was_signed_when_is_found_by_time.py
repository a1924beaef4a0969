"""A preview by time alone reads the pages of that time, and not a million rows."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # people sign while the index is made
    dependencies = [("petitions", "0048_crowds_are_read_from_an_index")]

    operations = [
        AddIndexConcurrently(
            "signature",
            BrinIndex(
                fields=["signed_at"],
                opclasses=["timestamptz_minmax_multi_ops"],
                name="signatures_by_time",
                pages_per_range=32,
                autosummarize=True,
            ),
        ),
    ]

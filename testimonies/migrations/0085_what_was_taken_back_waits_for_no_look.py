"""What was taken back waits for nobody: not for readers of a file that came later either."""

from importlib import import_module

from django.db import migrations

before = import_module("testimonies.migrations.0075_what_is_asked_again_waits_since_then")

DRAWN = """
UPDATE testimonies_queueentry AS entry SET is_changed = drawn.is_changed, is_ours = drawn.is_ours
FROM testimonies_queue_as_told AS drawn WHERE drawn.submission_id = entry.submission_id
    AND (entry.is_changed, entry.is_ours) IS DISTINCT FROM (drawn.is_changed, drawn.is_ours);
"""
BACKWARD = before.view(before.ANSWERED) + DRAWN
FORWARD = BACKWARD.replace(
    "CROSS JOIN LATERAL (SELECT\n    EXISTS",
    "CROSS JOIN LATERAL (SELECT\n"
    "    coalesce(testimony.workflow, claim.state, '') <> 'withdrawn' AND (EXISTS",
).replace("    AS is_changed) AS changed", "    ) AS is_changed) AS changed")


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0084_what_is_ours_of_a_country_is_found_in_the_index")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

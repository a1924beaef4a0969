"""Schedules made before are rules from now on, and what was sent before had been begun."""

from django.db import migrations

FORWARD = """
UPDATE petitions_delivery SET begun_at = coalesce(sent_at, queued_at)
    WHERE attempts > 0 OR state NOT IN ('queued', 'failed');

INSERT INTO petitions_bundlerule (target_id, kind, schedule_id)
SELECT target.id, 'times', schedule.id
FROM django_celery_beat_periodictask AS schedule
JOIN petitions_petitiontarget AS target ON schedule.args = format('[%s]', target.id)
WHERE schedule.task = 'petitions.tasks.make_bundles'
    AND (schedule.crontab_id IS NOT NULL OR schedule.interval_id IS NOT NULL);
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0031_bundles_fall_due_and_are_discarded")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]

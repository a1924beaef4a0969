from django.db import migrations, models

#: Each passage left a line of custody.
FILL = """
    UPDATE petitions_delivery SET fetched_at = line.at
    FROM (
        SELECT subject, min(at) AS at FROM testimonies_custodyevent
        WHERE subject_kind = 'delivery' AND event = 'bundle.downloaded'
        GROUP BY subject
    ) AS line
    WHERE petitions_delivery.uuid::text = line.subject
"""


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0052_deliveries_have_a_name'),
        ('testimonies', '0011_certificates_as_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='fetched_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]

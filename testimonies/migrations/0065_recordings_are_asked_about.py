"""Recordings are asked about apart from papers. Until now nobody was, so nothing was answered."""

import django.contrib.postgres.fields
from django.db import migrations, models

AUDIENCE = [
    ("public", "Everybody"),
    ("researchers", "Registered researchers"),
    ("institutions", "Only the institutions to which the petition goes"),
    ("archive", "Nobody: keep it safe in the archive"),
]


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0064_what_was_agreed_to_is_fixed")]

    operations = [
        migrations.AlterField(
            model_name="consentrecord",
            name="recording",
            field=models.CharField(
                blank=True, choices=AUDIENCE, db_default="", default="", max_length=14
            ),
        ),
        migrations.AlterField(
            model_name="testimony",
            name="published_parts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("text", "Text"),
                        ("documents", "Documents"),
                        ("photographs", "Photographs"),
                        ("recordings", "Recordings"),
                    ],
                    max_length=11,
                ),
                blank=True,
                db_default=[],
                default=list,
                size=None,
            ),
        ),
        migrations.RunSQL(
            "UPDATE testimonies_consentrecord SET recording = ''",
            "UPDATE testimonies_consentrecord SET recording = 'archive' WHERE recording = ''",
        ),
    ]

"""Signatures are put aside, alone or together: one word for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0045_nobody_waits_for_a_row_to_confirm"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="invalidation",
            options={
                "verbose_name": "group of signatures put aside",
                "verbose_name_plural": "groups of signatures put aside",
            },
        ),
        migrations.AlterField(
            model_name="invalidatedsignature",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("", "not decided"),
                    ("done", "as decided"),
                    ("changed", "left alone, since it has changed"),
                    ("still_held", "still put aside with others"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="invalidation",
            name="state",
            field=models.CharField(
                choices=[
                    ("setting_aside", "being put aside"),
                    ("set_aside", "put aside, to be decided"),
                    ("returning", "being put back"),
                    ("returned", "put back as they were"),
                    ("rejecting", "being rejected"),
                    ("rejected", "rejected"),
                    ("accepting", "being counted"),
                    ("accepted", "counted"),
                    ("reopening", "being taken up again"),
                ],
                default="setting_aside",
                max_length=14,
            ),
        ),
    ]

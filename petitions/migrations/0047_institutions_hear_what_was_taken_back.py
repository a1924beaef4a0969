import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("petitions", "0046_words_for_signatures_put_aside"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("reference", models.CharField(max_length=12)),
                ("number", models.PositiveIntegerField()),
                ("ended_on", models.DateField()),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="petitions.bundle",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice",
                        to="petitions.bundleitem",
                    ),
                ),
            ],
        ),
    ]

"""A bundle too large for one container has further parts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0029_archive_copies")]

    operations = [
        migrations.AddField(
            model_name="bundle",
            name="more_parts",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]

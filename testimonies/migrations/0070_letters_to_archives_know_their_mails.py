import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0069_the_queue_knows_what_is_held_back")]

    operations = [
        migrations.AddField(
            model_name="archiverequest",
            name="letters",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
    ]

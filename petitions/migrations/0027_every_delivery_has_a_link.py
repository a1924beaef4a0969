import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0026_older_links_go_on")]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="link",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0019_what_is_public_says_which_parts")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="link",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="link_made_at",
            field=models.DateTimeField(null=True),
        ),
    ]

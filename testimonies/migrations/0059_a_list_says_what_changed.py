from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("testimonies", "0058_letters_to_archives_move_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="listline",
            name="otherwise",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("testimonies", "0052_languages_of_the_queue_have_an_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="listline",
            name="otherwise",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
    ]

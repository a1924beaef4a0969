from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0083_a_rare_country_and_language_are_found_in_the_index'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='queueentry',
            name='queue_of_a_country',
        ),
        migrations.AddIndex(
            model_name='queueentry',
            index=models.Index(fields=['country', 'since', 'submission', 'language'], include=('is_ours',), name='queue_of_a_country'),
        ),
    ]

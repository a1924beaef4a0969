from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0082_sound_is_heard_after_words_were_covered'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='queueentry',
            name='queue_of_a_country',
        ),
        migrations.AddIndex(
            model_name='queueentry',
            index=models.Index(fields=['country', 'since', 'submission', 'language'], name='queue_of_a_country'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0008_institutions_have_a_second_mailbox'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['next_attempt_at'], name='letters_being_sent'),
        ),
    ]

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0051_what_stands_at_the_desk_has_names'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='delivery',
            options={'verbose_name': 'delivery', 'verbose_name_plural': 'deliveries'},
        ),
    ]

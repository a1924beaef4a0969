from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0078_what_stands_at_the_desk_has_names'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='legalbasis',
            options={'ordering': ['country', 'slug'], 'verbose_name': 'legal basis', 'verbose_name_plural': 'legal bases'},
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
import testimonies.privacy.encrypted_field
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0003_when_a_signer_was_written_to'),
    ]

    operations = [
        migrations.CreateModel(
            name='DayCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('assurance', models.CharField(choices=[('email', 'confirmed by e-mail'), ('eid', 'confirmed by electronic identity'), ('qualified', 'qualified electronic signature'), ('paper', 'on paper'), ('paper_verified', 'on paper, read by two people')], max_length=14)),
                ('total', models.IntegerField(default=0)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='signature',
            name='withdrawn_means_dated',
        ),
        migrations.RemoveConstraint(
            model_name='targetcount',
            name='one_target_count_per_kind',
        ),
        migrations.RenameField(
            model_name='signature',
            old_name='withdrawn_at',
            new_name='ended_at',
        ),
        migrations.AddField(
            model_name='signature',
            name='address_key',
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='commitment',
            field=models.BinaryField(default=b'', max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signature',
            name='contact',
            field=testimonies.privacy.encrypted_field.EncryptedField(null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='domain_key',
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='mail_key',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='network_key',
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='person_key',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='replaced_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', db_index=False, to='petitions.signature'),
        ),
        migrations.AddField(
            model_name='signature',
            name='suspicions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='signature',
            name='trace',
            field=testimonies.privacy.encrypted_field.EncryptedField(null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='valid_targets',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name='targetcount',
            name='is_valid',
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='signature',
            name='state',
            field=models.CharField(choices=[('pending', 'waiting for confirmation'), ('confirmed', 'counted'), ('withdrawn', 'withdrawn'), ('quarantined', 'being checked'), ('rejected', 'not counted'), ('superseded', 'replaced by a stronger one')], db_default='pending', default='pending', max_length=12),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('person_key__isnull', False)), fields=['petition', 'person_key'], name='signatures_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('replaced_by__isnull', False)), fields=['replaced_by'], name='signatures_superseded'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['pending', 'confirmed', 'quarantined'])), fields=('petition', 'mail_key'), name='one_living_signature_a_name_and_mailbox'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['withdrawn', 'rejected', 'superseded']), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='ended_means_dated'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'superseded'), _negated=True), models.Q(('replaced_by__isnull', False), models.Q(('replaced_by', models.F('id')), _negated=True)), _connector='OR'), name='superseded_means_by_another'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('valid_targets__contained_by', models.F('targets'))), name='valid_only_where_it_goes'),
        ),
        migrations.AddConstraint(
            model_name='targetcount',
            constraint=models.UniqueConstraint(fields=('target', 'assurance', 'country', 'is_valid'), name='one_target_count_per_kind'),
        ),
        migrations.AddField(
            model_name='daycount',
            name='petition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='petitions.petition'),
        ),
        migrations.AddConstraint(
            model_name='daycount',
            constraint=models.UniqueConstraint(fields=('petition', 'day', 'assurance'), name='one_count_per_day'),
        ),
        migrations.AddConstraint(
            model_name='daycount',
            constraint=models.CheckConstraint(condition=models.Q(('total__gte', 0)), name='day_count_is_not_negative'),
        ),
    ]

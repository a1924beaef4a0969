import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0031_something_is_covered_by_two_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QueueTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('testimony', 'Testimony'), ('claim', 'Claim')], max_length=10)),
                ('language', models.CharField(max_length=2)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('state', models.CharField(blank=True, max_length=16)),
                ('waits_for', models.CharField(blank=True, choices=[('first', 'a first reader'), ('second', 'a second reader'), ('claim', 'work on a claim'), ('answer', 'an answer of the submitter'), ('publication', 'publication'), ('', 'nobody')], max_length=12)),
                ('is_changed', models.BooleanField()),
                ('is_ours', models.BooleanField()),
                ('age', models.PositiveSmallIntegerField()),
                ('many', models.PositiveIntegerField()),
                ('counted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='QueueEntry',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='queued', serialize=False, to='testimonies.submission')),
                ('kind', models.CharField(choices=[('testimony', 'Testimony'), ('claim', 'Claim')], max_length=10)),
                ('language', models.CharField(max_length=2)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('state', models.CharField(blank=True, max_length=16)),
                ('waits_for', models.CharField(blank=True, choices=[('first', 'a first reader'), ('second', 'a second reader'), ('claim', 'work on a claim'), ('answer', 'an answer of the submitter'), ('publication', 'publication'), ('', 'nobody')], max_length=12)),
                ('is_changed', models.BooleanField(default=False)),
                ('is_ours', models.BooleanField(default=False)),
                ('since', models.DateTimeField()),
                ('assigned_at', models.DateTimeField(null=True)),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='testimonies.case')),
            ],
            options={
                'indexes': [models.Index(fields=['since', 'submission'], name='queue_of_all'), models.Index(condition=models.Q(('is_ours', True)), fields=['since', 'submission'], name='queue_of_ours'), models.Index(condition=models.Q(('is_changed', True)), fields=['since', 'submission'], name='queue_of_changed'), models.Index(condition=models.Q(('waits_for', ''), _negated=True), fields=['waits_for', 'since', 'submission'], name='queue_by_what_it_waits_for'), models.Index(fields=['state', 'since', 'submission'], name='queue_by_state'), models.Index(condition=models.Q(('assignee__isnull', False)), fields=['assignee', 'since', 'submission'], name='queue_in_hand')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('assigned_at', None), ('assignee', None)), models.Q(('assigned_at__isnull', False), ('assignee__isnull', False)), _connector='OR'), name='assigned_means_to_whom_and_since_when')],
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0045_the_clock_stands_still_while_somebody_is_asked'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', False), ('state', 'info_requested')), models.Q(models.Q(('state', 'info_requested'), _negated=True), ('asked_at', None)), _connector='OR'), name='an_asked_claim_says_since_when'),
        ),
        migrations.AddConstraint(
            model_name='consentrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('embargo_seen_at', None), ('embargo_seen_by', None)), models.Q(('embargo_over_at__isnull', False), ('embargo_seen_at__isnull', False), ('embargo_seen_by__isnull', False)), _connector='OR'), name='an_end_of_waiting_is_seen_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='testimony',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('duplicate_of__isnull', False), ('workflow', 'duplicate'), models.Q(('duplicate_of', models.F('submission')), _negated=True)), models.Q(models.Q(('workflow', 'duplicate'), _negated=True), ('duplicate_of', None)), _connector='OR'), name='a_duplicate_says_of_what'),
        ),
        migrations.AddConstraint(
            model_name='testimony',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('workflow', 'declined'), _negated=True), models.Q(('decline_reason', ''), _negated=True), _connector='OR'), name='declined_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='testimony',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', False), ('workflow', 'needs_info')), models.Q(models.Q(('workflow', 'needs_info'), _negated=True), ('asked_at', None)), _connector='OR'), name='asked_means_since_when'),
        ),
    ]

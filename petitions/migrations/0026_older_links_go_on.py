from django.db import migrations

#: Links that are on their way open the desk as before, and for at least another month.
FORWARD = """
UPDATE petitions_delivery SET link = uuid;
UPDATE petitions_delivery
SET link_until = greatest(sent_at + interval '180 days', now() + interval '30 days')
WHERE sent_at IS NOT NULL;
UPDATE petitions_delivery SET chase_at = now() + interval '7 days' WHERE state = 'sent';
UPDATE petitions_delivery SET state = 'verified', verified_at = acknowledged_at
WHERE state = 'acknowledged' AND id IN (
    SELECT delivery_id FROM petitions_institutionresponse WHERE verified_count IS NOT NULL
);
"""
BACKWARD = "UPDATE petitions_delivery SET state = 'acknowledged' WHERE state = 'verified';"


class Migration(migrations.Migration):
    dependencies = [("petitions", "0025_desks_have_passcodes_and_many_responses")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

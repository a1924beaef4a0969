"""What has left or lies encrypted already is what leaves, byte for byte."""

from django.db import migrations

FORWARD = """
UPDATE petitions_bundle SET outgoing_path = path, outgoing_sha256 = sha256, outgoing_size = size
WHERE path <> '' AND sha256 <> '' AND size IS NOT NULL
  AND (content = 'records' OR EXISTS (
      SELECT 1 FROM petitions_delivery
      WHERE bundle_id = petitions_bundle.id AND state IN ('sent', 'acknowledged')));
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0023_the_file_that_leaves")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]

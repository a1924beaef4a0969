"""Timestamps are written once, and no key that ever signed is forgotten."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER stamps_are_written_once BEFORE UPDATE OR DELETE ON petitions_checkpointstamp
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER stamps_are_never_emptied BEFORE TRUNCATE ON petitions_checkpointstamp
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER keys_are_never_removed BEFORE DELETE ON petitions_checkpointkey
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER keys_are_never_emptied BEFORE TRUNCATE ON petitions_checkpointkey
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
"""

BACKWARD = """
DROP TRIGGER keys_are_never_emptied ON petitions_checkpointkey;
DROP TRIGGER keys_are_never_removed ON petitions_checkpointkey;
DROP TRIGGER stamps_are_never_emptied ON petitions_checkpointstamp;
DROP TRIGGER stamps_are_written_once ON petitions_checkpointstamp;
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0018_keys_and_times_of_checkpoints")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

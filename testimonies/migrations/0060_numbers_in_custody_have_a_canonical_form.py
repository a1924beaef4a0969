"""A line of custody that has no canonical JSON (RFC 8785) could not be chained, nor any after it."""

from django.db import migrations

ADD = r"""
ALTER TABLE testimonies_custodyevent ADD CONSTRAINT numbers_have_a_canonical_form CHECK (
    NOT jsonb_path_exists(
        detail,
        '$.** ? (@.type() == "number" && (@ >= 9007199254740992 || @ <= -9007199254740992))'
    )
) NOT VALID
"""
DROP = "ALTER TABLE testimonies_custodyevent DROP CONSTRAINT numbers_have_a_canonical_form"


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0059_a_list_says_what_changed")]

    operations = [migrations.RunSQL(ADD, DROP)]

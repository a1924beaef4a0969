"""What an erased container keeps is encrypted too, empty as it is: its key may change."""

from django.db import migrations

STAYS = """
DROP TRIGGER erased_container_stays ON petitions_signedcontainer;
CREATE TRIGGER erased_container_stays BEFORE UPDATE ON petitions_signedcontainer
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL AND NEW.* IS DISTINCT FROM OLD.*{key})
    EXECUTE FUNCTION erased_stays_erased();
"""
KEY = """
        AND NOT only_its_key_changes(to_jsonb(OLD.*), to_jsonb(NEW.*), 'told')"""


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0049_what_was_signed_when_is_found_by_time"),
        ("testimonies", "0074_who_takes_back_and_who_changes_keys_says_so"),
    ]

    operations = [migrations.RunSQL(STAYS.format(key=KEY), STAYS.format(key=""))]

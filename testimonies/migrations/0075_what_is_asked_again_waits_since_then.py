"""Within one question people write to and fro; it waits since the last one began to be answered."""

from importlib import import_module

from django.db import migrations

before = import_module("testimonies.migrations.0069_the_queue_knows_what_is_held_back")

# The first of the messages that whoever wrote last has written in a row, of those since somebody
# was asked. Reminders before the first answer do not begin anew: there it waits since the question.
ANSWERED = """CROSS JOIN LATERAL (SELECT coalesce(testimony.asked_at, claim.asked_at) AS asked_at,
    coalesce(testimony.resumed_at, claim.resumed_at) AS resumed_at) AS clock
LEFT JOIN LATERAL (SELECT min(message.at) AS at FROM testimonies_message AS message
    WHERE message.case_id = submission.case_id AND NOT message.is_internal
      AND message.at > clock.asked_at
      AND NOT EXISTS (SELECT FROM testimonies_message AS later
          WHERE later.case_id = message.case_id AND NOT later.is_internal
            AND (later.by_id IS NULL) <> (message.by_id IS NULL)
            AND (later.at, later.id) > (message.at, message.id))
      AND (message.by_id IS NULL OR EXISTS (SELECT FROM testimonies_message AS earlier
          WHERE earlier.case_id = message.case_id AND NOT earlier.is_internal
            AND earlier.by_id IS NULL AND earlier.at > clock.asked_at
            AND (earlier.at, earlier.id) < (message.at, message.id)))) AS answered ON true"""


def view(answered: str) -> str:
    drawn = before.VIEW % (before.SINCE, answered)
    return str(drawn.replace("CREATE VIEW", "CREATE OR REPLACE VIEW") + before.DRAWN)


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0074_who_takes_back_and_who_changes_keys_says_so")]

    operations = [migrations.RunSQL(view(ANSWERED), view(before.ANSWERED))]

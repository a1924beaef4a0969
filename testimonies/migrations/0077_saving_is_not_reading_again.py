"""What stood when words were covered is held until somebody says that they read it again."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

#: Nobody was asked before: what stands now was read when its recording was begun, and no later.
FORWARD = """
UPDATE testimonies_transcript AS transcript SET read_up_to = recording.begun_at
    FROM testimonies_recording AS recording WHERE recording.id = transcript.recording_id;

CREATE FUNCTION reading_again_is_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.read_up_to > (SELECT read_up_to FROM testimonies_transcript
            WHERE id = NEW.made_from_id)
        THEN
            RAISE EXCEPTION 'what a version is made from was read no more than that'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.read_up_to, NEW.read_by_id) IS NOT DISTINCT FROM (OLD.read_up_to, OLD.read_by_id) THEN
        RETURN NEW;
    END IF;
    IF NEW.read_by_id IS NULL OR NEW.read_up_to <= OLD.read_up_to THEN
        RAISE EXCEPTION 'somebody says that they read it again'
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM must_not_keep_away(NEW.read_by_id, case_of_recording(NEW.recording_id));
    RETURN NEW;
END $$;
CREATE TRIGGER reading_again_is_said BEFORE INSERT OR UPDATE ON testimonies_transcript
    FOR EACH ROW EXECUTE FUNCTION reading_again_is_said();
"""
BACKWARD = """
DROP TRIGGER reading_again_is_said ON testimonies_transcript;
DROP FUNCTION reading_again_is_said();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("testimonies", "0076_what_is_not_safe_goes_nowhere"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "transcript",
            "read_up_to",
            models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False
            ),
        ),
        migrations.AddField(
            "transcript",
            "read_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

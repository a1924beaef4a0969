"""What a bundle holds stays in it until it is discarded, and what was handed over for ever."""

from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION bundle_stays_as_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.uuid, NEW.target_id, NEW.content, NEW.number, NEW.cut_off, NEW.frozen,
           NEW.frozen_at, NEW.because, NEW.reason)
          IS DISTINCT FROM (OLD.uuid, OLD.target_id, OLD.content, OLD.number, OLD.cut_off,
           OLD.frozen, OLD.frozen_at, OLD.because, OLD.reason)
       OR (OLD.identity <> '' AND NEW.identity <> OLD.identity)
       OR (OLD.state IN ('released', 'discarded')
           AND (NEW.sha256, NEW.path) IS DISTINCT FROM (OLD.sha256, OLD.path))
       OR (OLD.state = 'discarded' AND NEW.state <> 'discarded')
       OR (OLD.state = 'released' AND NEW.state <> 'released' AND NOT (
           NEW.state = 'discarded' AND EXISTS (
               SELECT FROM petitions_delivery
               WHERE bundle_id = OLD.id AND state = 'called_off')))
    THEN
        RAISE EXCEPTION 'a bundle stays as it was frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- Items are written before their bundle, so a bundle that is there takes nothing more.
CREATE FUNCTION a_frozen_bundle_takes_nothing_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT bundle_id FROM written) AS item
               JOIN petitions_bundle AS bundle ON bundle.id = item.bundle_id) THEN
        RAISE EXCEPTION 'a frozen bundle takes nothing more' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER a_frozen_bundle_takes_nothing_more AFTER INSERT ON petitions_bundleitem
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION a_frozen_bundle_takes_nothing_more();

CREATE FUNCTION what_was_released_stays_in_its_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT bundle_id FROM gone) AS item
               JOIN petitions_bundle AS bundle ON bundle.id = item.bundle_id
               WHERE bundle.state = 'released') THEN
        RAISE EXCEPTION 'what was released stays in its bundle'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER what_was_released_stays_in_its_bundle AFTER DELETE ON petitions_bundleitem
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION what_was_released_stays_in_its_bundle();
"""

BACKWARD = """
DROP TRIGGER what_was_released_stays_in_its_bundle ON petitions_bundleitem;
DROP FUNCTION what_was_released_stays_in_its_bundle();
DROP TRIGGER a_frozen_bundle_takes_nothing_more ON petitions_bundleitem;
DROP FUNCTION a_frozen_bundle_takes_nothing_more();
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0032_what_was_scheduled_and_begun_before")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                name="handing_over_means_begun",
                condition=models.Q(
                    models.Q(
                        ("state__in", ["sending", "sent", "acknowledged", "verified", "answered"]),
                        _negated=True,
                    ),
                    ("begun_at__isnull", False),
                    _connector="OR",
                ),
            ),
        ),
    ]

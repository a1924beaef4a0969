"""Earlier wordings of an index point are kept, as those of a line are (0071)."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import testimonies.privacy.encrypted_field

FORWARD = r"""
CREATE FUNCTION a_point_is_kept_before_it_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.revision = OLD.revision
           AND (NEW.uuid, NEW.recording_id, NEW.at_ms, NEW.written_by_id)
               IS NOT DISTINCT FROM (OLD.uuid, OLD.recording_id, OLD.at_ms, OLD.written_by_id)
           AND is_same_but_for_its_key(OLD.told, NEW.told)
        THEN
            RETURN NEW;
        END IF;
        IF NEW.revision <= OLD.revision
           OR (NEW.uuid, NEW.recording_id) <> (OLD.uuid, OLD.recording_id)
        THEN
            RAISE EXCEPTION 'a changed point has another number'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF EXISTS (SELECT FROM testimonies_earlierpoint
        WHERE point = OLD.uuid AND revision = OLD.revision AND recording_id = OLD.recording_id)
    THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF is_to_be_erased(case_of_recording(OLD.recording_id)) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'a point is kept before it goes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER a_point_is_kept_before_it_goes BEFORE UPDATE OR DELETE ON testimonies_indexpoint
    FOR EACH ROW EXECUTE FUNCTION a_point_is_kept_before_it_goes();

CREATE FUNCTION earlier_points_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM must_not_keep_away(NEW.replaced_by_id, case_of_recording(NEW.recording_id));
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF is_to_be_erased(case_of_recording(OLD.recording_id)) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'an earlier point stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT is_same_but_for_its_key(OLD.told, NEW.told)
       OR (NEW.uuid, NEW.recording_id, NEW.point, NEW.revision, NEW.at_ms,
           NEW.written_by_id, NEW.written_at, NEW.replaced_by_id, NEW.replaced_at, NEW.how)
          IS DISTINCT FROM
          (OLD.uuid, OLD.recording_id, OLD.point, OLD.revision, OLD.at_ms,
           OLD.written_by_id, OLD.written_at, OLD.replaced_by_id, OLD.replaced_at, OLD.how)
    THEN
        RAISE EXCEPTION 'an earlier point stays as it was' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER earlier_points_are_only_added BEFORE INSERT OR UPDATE OR DELETE
    ON testimonies_earlierpoint FOR EACH ROW EXECUTE FUNCTION earlier_points_are_only_added();
"""
BACKWARD = """
DROP TRIGGER earlier_points_are_only_added ON testimonies_earlierpoint;
DROP TRIGGER a_point_is_kept_before_it_goes ON testimonies_indexpoint;
DROP FUNCTION earlier_points_are_only_added();
DROP FUNCTION a_point_is_kept_before_it_goes();
"""


def by_somebody(**more: bool) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("testimonies", "0079_legal_bases_have_a_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("point", models.UUIDField()),
                ("revision", models.PositiveIntegerField()),
                ("at_ms", models.PositiveIntegerField()),
                ("told", testimonies.privacy.encrypted_field.EncryptedField()),
                ("written_at", models.DateTimeField(null=True)),
                ("replaced_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("how", models.CharField(choices=[("changed", "changed"), ("joined", "joined with the line before it"), ("removed", "removed"), ("file", "replaced by a file")], max_length=7)),
                ("recording", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="earlier_points", to="testimonies.recording")),
                ("replaced_by", by_somebody()),
                ("written_by", by_somebody(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("point", "revision"), name="an_earlier_point_is_kept_once")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

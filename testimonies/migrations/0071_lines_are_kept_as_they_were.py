"""Earlier wordings of a line are kept, and who keeps away from a case writes nothing down in it."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import testimonies.privacy.encrypted_field

#: Blobs begin with the name of their key and a colon. With another key they may be encrypted anew.
FORWARD = r"""
CREATE FUNCTION case_of_recording(which bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT paper.case_id FROM testimonies_recording AS recording
        JOIN testimonies_evidence AS paper ON paper.id = recording.evidence_id
        WHERE recording.id = which
$$;
CREATE FUNCTION case_of_transcript(which bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT case_of_recording(recording_id) FROM testimonies_transcript WHERE id = which
$$;
CREATE FUNCTION is_to_be_erased(which bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM testimonies_datarequest WHERE case_id = which
        AND "right" = 'erasure' AND asker = 'holder' AND state = 'agreed')
$$;
CREATE FUNCTION is_same_but_for_its_key(before bytea, after bytea) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT before = after OR substring(before for position('\x3a'::bytea in before))
        <> substring(after for position('\x3a'::bytea in after))
$$;
CREATE FUNCTION must_not_keep_away(who bigint, of_case bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF keeps_away(who, of_case) THEN
        RAISE EXCEPTION 'somebody keeps away from this case' USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

CREATE FUNCTION nobody_takes_up_their_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM must_not_keep_away(NEW.begun_by_id,
        (SELECT case_id FROM testimonies_evidence WHERE id = NEW.evidence_id));
    RETURN NEW;
END $$;
CREATE TRIGGER nobody_takes_up_their_own BEFORE INSERT ON testimonies_recording
    FOR EACH ROW EXECUTE FUNCTION nobody_takes_up_their_own();

-- Not whoever is named, but whoever acts now: the same person may have written before.
CREATE FUNCTION nobody_lets_out_their_own() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_case bigint := case_of_recording(NEW.recording_id);
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM must_not_keep_away(NEW.begun_by_id, of_case);
        RETURN NEW;
    END IF;
    IF NEW.revision <> OLD.revision THEN
        PERFORM must_not_keep_away(NEW.changed_by_id, of_case);
    END IF;
    IF NEW.proposed_at IS DISTINCT FROM OLD.proposed_at THEN
        PERFORM must_not_keep_away(NEW.proposed_by_id, of_case);
    END IF;
    IF NEW.approved_at IS DISTINCT FROM OLD.approved_at THEN
        PERFORM must_not_keep_away(NEW.approved_by_id, of_case);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER nobody_lets_out_their_own BEFORE INSERT OR UPDATE ON testimonies_transcript
    FOR EACH ROW EXECUTE FUNCTION nobody_lets_out_their_own();

CREATE FUNCTION nobody_writes_down_their_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.revision = OLD.revision THEN
            RETURN NEW;
        END IF;
    END IF;
    IF TG_TABLE_NAME = 'testimonies_segment' THEN
        PERFORM must_not_keep_away(NEW.written_by_id, case_of_transcript(NEW.transcript_id));
    ELSE
        PERFORM must_not_keep_away(NEW.written_by_id, case_of_recording(NEW.recording_id));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER nobody_writes_down_their_own BEFORE INSERT OR UPDATE ON testimonies_segment
    FOR EACH ROW EXECUTE FUNCTION nobody_writes_down_their_own();
CREATE TRIGGER nobody_writes_down_their_own BEFORE INSERT OR UPDATE ON testimonies_indexpoint
    FOR EACH ROW EXECUTE FUNCTION nobody_writes_down_their_own();

CREATE FUNCTION a_line_is_kept_before_it_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.revision = OLD.revision
           AND (NEW.uuid, NEW.transcript_id, NEW.start_ms, NEW.end_ms, NEW.written_by_id)
               IS NOT DISTINCT FROM
               (OLD.uuid, OLD.transcript_id, OLD.start_ms, OLD.end_ms, OLD.written_by_id)
           AND is_same_but_for_its_key(OLD.told, NEW.told)
        THEN
            RETURN NEW;
        END IF;
        IF NEW.revision <= OLD.revision
           OR (NEW.uuid, NEW.transcript_id) <> (OLD.uuid, OLD.transcript_id)
        THEN
            RAISE EXCEPTION 'a changed line has another number'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF EXISTS (SELECT FROM testimonies_earlierline
        WHERE line = OLD.uuid AND revision = OLD.revision AND transcript_id = OLD.transcript_id)
    THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF is_to_be_erased(case_of_transcript(OLD.transcript_id)) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'a line is kept before it goes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER a_line_is_kept_before_it_goes BEFORE UPDATE OR DELETE ON testimonies_segment
    FOR EACH ROW EXECUTE FUNCTION a_line_is_kept_before_it_goes();

CREATE FUNCTION earlier_lines_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM must_not_keep_away(NEW.replaced_by_id, case_of_transcript(NEW.transcript_id));
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF is_to_be_erased(case_of_transcript(OLD.transcript_id)) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'an earlier line stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT is_same_but_for_its_key(OLD.told, NEW.told)
       OR (NEW.uuid, NEW.transcript_id, NEW.line, NEW.revision, NEW.start_ms, NEW.end_ms,
           NEW.written_by_id, NEW.written_at, NEW.replaced_by_id, NEW.replaced_at, NEW.how)
          IS DISTINCT FROM
          (OLD.uuid, OLD.transcript_id, OLD.line, OLD.revision, OLD.start_ms, OLD.end_ms,
           OLD.written_by_id, OLD.written_at, OLD.replaced_by_id, OLD.replaced_at, OLD.how)
    THEN
        RAISE EXCEPTION 'an earlier line stays as it was' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER earlier_lines_are_only_added BEFORE INSERT OR UPDATE OR DELETE
    ON testimonies_earlierline FOR EACH ROW EXECUTE FUNCTION earlier_lines_are_only_added();
"""
BACKWARD = """
DROP TRIGGER earlier_lines_are_only_added ON testimonies_earlierline;
DROP TRIGGER a_line_is_kept_before_it_goes ON testimonies_segment;
DROP TRIGGER nobody_writes_down_their_own ON testimonies_indexpoint;
DROP TRIGGER nobody_writes_down_their_own ON testimonies_segment;
DROP TRIGGER nobody_lets_out_their_own ON testimonies_transcript;
DROP TRIGGER nobody_takes_up_their_own ON testimonies_recording;
DROP FUNCTION earlier_lines_are_only_added();
DROP FUNCTION a_line_is_kept_before_it_goes();
DROP FUNCTION nobody_writes_down_their_own();
DROP FUNCTION nobody_lets_out_their_own();
DROP FUNCTION nobody_takes_up_their_own();
DROP FUNCTION must_not_keep_away(bigint, bigint);
DROP FUNCTION is_same_but_for_its_key(bytea, bytea);
DROP FUNCTION is_to_be_erased(bigint);
DROP FUNCTION case_of_transcript(bigint);
DROP FUNCTION case_of_recording(bigint);
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
        ("testimonies", "0070_letters_to_archives_know_their_mails"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("segment", "written_by", by_somebody(null=True)),
        migrations.AddField("segment", "written_at", models.DateTimeField(null=True)),
        migrations.AddField("indexpoint", "written_by", by_somebody(null=True)),
        migrations.AddField("indexpoint", "written_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="EarlierLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("line", models.UUIDField()),
                ("revision", models.PositiveIntegerField()),
                ("start_ms", models.PositiveIntegerField()),
                ("end_ms", models.PositiveIntegerField()),
                ("told", testimonies.privacy.encrypted_field.EncryptedField()),
                ("written_at", models.DateTimeField(null=True)),
                ("replaced_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("how", models.CharField(choices=[("changed", "changed"), ("joined", "joined with the line before it"), ("removed", "removed"), ("file", "replaced by a file")], max_length=7)),
                ("replaced_by", by_somebody()),
                ("transcript", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="earlier_lines", to="testimonies.transcript")),
                ("written_by", by_somebody(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("line", "revision"), name="an_earlier_line_is_kept_once")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

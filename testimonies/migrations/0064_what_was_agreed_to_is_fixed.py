"""The database repeats it: lines do not overlap, lie in their recording, and are fixed once agreed."""

from django.db import migrations

#: One dimension for all transcripts: the high half of a number is the transcript, the low half
#: the moment. So that no extension is needed.
FORWARD = """
ALTER TABLE testimonies_segment ADD CONSTRAINT segments_do_not_overlap EXCLUDE USING gist (
    int8range(transcript_id * 4294967296 + start_ms, transcript_id * 4294967296 + end_ms) WITH &&
) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION segments_lie_in_their_recording() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stage text;
    duration integer;
BEGIN
    SELECT transcript.state, recording.duration_ms INTO stage, duration
        FROM testimonies_transcript AS transcript
        JOIN testimonies_recording AS recording ON recording.id = transcript.recording_id
        WHERE transcript.id = CASE TG_OP WHEN 'DELETE' THEN OLD.transcript_id
                                         ELSE NEW.transcript_id END;
    IF stage <> 'writing' THEN
        RAISE EXCEPTION 'what is proposed or agreed is fixed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.end_ms > duration THEN
        RAISE EXCEPTION 'a segment ends with its recording' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER segments_lie_in_their_recording BEFORE INSERT OR UPDATE OR DELETE
    ON testimonies_segment FOR EACH ROW EXECUTE FUNCTION segments_lie_in_their_recording();

CREATE FUNCTION an_index_goes_with_its_public_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_recording bigint;
BEGIN
    of_recording := CASE TG_OP WHEN 'DELETE' THEN OLD.recording_id ELSE NEW.recording_id END;
    IF EXISTS (SELECT FROM testimonies_transcript
        WHERE recording_id = of_recording AND state <> 'writing')
    THEN
        RAISE EXCEPTION 'what is proposed or agreed is fixed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER an_index_goes_with_its_public_version BEFORE INSERT OR UPDATE OR DELETE
    ON testimonies_indexpoint FOR EACH ROW EXECUTE FUNCTION an_index_goes_with_its_public_version();

CREATE FUNCTION transcripts_stay_what_they_are() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.recording_id, OLD.version, OLD.language, OLD.begun_by_id)
       IS DISTINCT FROM (NEW.recording_id, NEW.version, NEW.language, NEW.begun_by_id)
       OR NEW.revision < OLD.revision
       OR OLD.state = 'writing' AND NEW.state = 'approved'
    THEN
        RAISE EXCEPTION 'a transcript stays what it is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER transcripts_stay_what_they_are BEFORE UPDATE
    ON testimonies_transcript FOR EACH ROW EXECUTE FUNCTION transcripts_stay_what_they_are();

CREATE FUNCTION an_erased_recording_is_not_written_down() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM testimonies_evidence AS paper
        JOIN testimonies_case AS told ON told.id = paper.case_id
        WHERE paper.id = NEW.evidence_id AND told.erased_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'an erased case takes nothing' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER an_erased_recording_is_not_written_down BEFORE INSERT
    ON testimonies_recording FOR EACH ROW EXECUTE FUNCTION an_erased_recording_is_not_written_down();
"""

BACKWARD = """
DROP TRIGGER an_erased_recording_is_not_written_down ON testimonies_recording;
DROP FUNCTION an_erased_recording_is_not_written_down();
DROP TRIGGER transcripts_stay_what_they_are ON testimonies_transcript;
DROP FUNCTION transcripts_stay_what_they_are();
DROP TRIGGER an_index_goes_with_its_public_version ON testimonies_indexpoint;
DROP FUNCTION an_index_goes_with_its_public_version();
DROP TRIGGER segments_lie_in_their_recording ON testimonies_segment;
DROP FUNCTION segments_lie_in_their_recording();
ALTER TABLE testimonies_segment DROP CONSTRAINT segments_do_not_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0063_what_is_said_in_recordings")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

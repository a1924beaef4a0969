"""Words are covered, and their voice stays here until somebody has listened for them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FORWARD = """
CREATE FUNCTION nobody_hears_their_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.heard_up_to IS DISTINCT FROM OLD.heard_up_to THEN
        PERFORM must_not_keep_away(NEW.heard_by_id, NEW.case_id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER nobody_hears_their_own BEFORE UPDATE OF heard_up_to ON testimonies_evidence
    FOR EACH ROW EXECUTE FUNCTION nobody_hears_their_own();
"""
BACKWARD = """
DROP TRIGGER nobody_hears_their_own ON testimonies_evidence;
DROP FUNCTION nobody_hears_their_own();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("testimonies", "0081_points_of_an_index_are_kept_as_they_were"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("evidence", "heard_up_to", models.DateTimeField(null=True)),
        migrations.AddField(
            "evidence",
            "heard_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "evidence",
            models.CheckConstraint(
                name="whoever_hears_it_says_so",
                condition=Q(heard_by=None, heard_up_to=None)
                | Q(heard_by__isnull=False, heard_up_to__isnull=False),
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

"""A bundle leaves on the word of two release officers, where its profile asks for two."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION two_people_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.proposed_by_id IS NULL AND EXISTS (
        SELECT 1 FROM petitions_petitiontarget AS target
        JOIN testimonies_targetprofile AS profile ON profile.id = target.profile_id
        WHERE target.id = NEW.target_id AND profile.second_release
    ) THEN
        RAISE EXCEPTION 'two release officers must agree before bundle % leaves', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER two_people_release BEFORE INSERT OR UPDATE OF state ON petitions_bundle
    FOR EACH ROW WHEN (NEW.state = 'released') EXECUTE FUNCTION two_people_release();
"""

BACKWARD = """
DROP TRIGGER two_people_release ON petitions_bundle;
DROP FUNCTION two_people_release();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0035_items_of_bundles_have_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="bundle",
            name="sealed_means_digests_and_date",
        ),
        migrations.AddField(
            model_name="bundle",
            name="proposal_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="bundle",
            name="proposed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bundle",
            name="proposed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="bundle",
            name="state",
            field=models.CharField(
                choices=[
                    ("frozen", "frozen"),
                    ("written", "written"),
                    ("sealed", "sealed"),
                    ("proposed", "waits for a second officer"),
                    ("released", "released"),
                    ("failed", "failed"),
                    ("discarded", "discarded"),
                ],
                default="frozen",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="bundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["sealed", "proposed", "released"]), _negated=True),
                    models.Q(
                        models.Q(("identity", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                        models.Q(("path", ""), _negated=True),
                        ("sealed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="sealed_means_digests_and_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="bundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("proposed_at__isnull", False),
                        ("proposed_by__isnull", False),
                        models.Q(("proposal_reason", ""), _negated=True),
                    ),
                    models.Q(
                        ("proposal_reason", ""),
                        ("proposed_at", None),
                        ("proposed_by", None),
                        models.Q(("state", "proposed"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="proposed_means_by_whom_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="bundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by", None),
                    ("released_by", None),
                    models.Q(("proposed_by", models.F("released_by")), _negated=True),
                    _connector="OR",
                ),
                name="two_different_people_release",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

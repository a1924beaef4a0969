import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

import testimonies.privacy.encrypted_field


class Migration(migrations.Migration):
    dependencies = [
        ("testimonies", "0071_lines_are_kept_as_they_were"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("received_on", models.DateField()),
                ("outcome", models.CharField(choices=[("found", "found"), ("partly", "found in part"), ("not_found", "not found"), ("refused", "refused"), ("forwarded", "passed on to somebody else")], max_length=9)),
                ("told", testimonies.privacy.encrypted_field.EncryptedField()),
                ("noted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("noted_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("papers", models.ManyToManyField(related_name="+", to="testimonies.evidence")),
                ("request", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="testimonies.archiverequest")),
            ],
        ),
        migrations.AddField(
            model_name="paperletter",
            name="goes_to",
            field=testimonies.privacy.encrypted_field.EncryptedField(null=True),
        ),
        migrations.AddConstraint(
            model_name="paperletter",
            constraint=models.CheckConstraint(
                name="a_last_letter_keeps_where_it_goes_until_it_is_posted",
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["case_erased", "case_handed_over", "reached_elsewhere"]),
                        models.Q(
                            models.Q(
                                ("goes_to__isnull", False), ("state__in", ["waiting", "printed"])
                            ),
                            models.Q(
                                ("goes_to", None),
                                models.Q(("state__in", ["waiting", "printed"]), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("goes_to", None),
                        models.Q(
                            ("kind__in", ["case_erased", "case_handed_over", "reached_elsewhere"]),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("by", None), ("read_at", None)),
                fields=["case"],
                name="messages_nobody_has_read",
            ),
        ),
    ]

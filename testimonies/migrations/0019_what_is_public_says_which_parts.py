"""What was published before said only under which consent: all of that was shown."""

from django.db import migrations


def name_the_parts(apps, schema_editor):
    Testimony = apps.get_model("testimonies", "Testimony")
    for testimony in Testimony.objects.filter(publication="published").select_related(
        "published_under"
    ):
        consent = testimony.published_under
        parts = ("text", "documents", "photographs")
        testimony.published_parts = [part for part in parts if getattr(consent, part) == "public"]
        testimony.published_as = consent.identity_shown_as
        testimony.save(update_fields=["published_parts", "published_as"])


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0018_what_changes_after_handing_in")]

    operations = [migrations.RunPython(name_the_parts, migrations.RunPython.noop)]

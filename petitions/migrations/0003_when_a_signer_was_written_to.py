from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("petitions", "0002_frozen_texts")]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="mailed_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                fields=["petition", "-confirmed_at"],
                condition=Q(state="confirmed") & ~Q(display="hidden"),
                name="signatures_with_a_shown_name",
            ),
        ),
    ]

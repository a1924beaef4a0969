"""Where a crowd comes from is read from an index, and not from a million rows."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # people sign while the index is made
    dependencies = [("petitions", "0047_institutions_hear_what_was_taken_back")]

    operations = [
        AddIndexConcurrently(
            "signature",
            models.Index(
                condition=models.Q(("address_key__isnull", False)),
                fields=["signed_at", "address_key", "network_key", "domain_key"],
                include=["petition", "state", "id"],
                name="signatures_traced",
            ),
        ),
        RemoveIndexConcurrently("signature", "signatures_with_traces"),
    ]

"""What signatures from before now carry as well: where they count, a salt, and a commitment."""

from django.db import migrations
from django.utils.timezone import localdate

from petitions.signing import identity, rules
from testimonies.institutions import records


class _Target:
    def __init__(self, target):
        self.pk, self.facts = target.pk, records.target_facts(target.profile)


def complete(apps, _schema_editor):
    Signature = apps.get_model("petitions", "Signature")
    for petition in apps.get_model("petitions", "Petition").objects.all():
        targets = [_Target(each) for each in petition.targets.select_related("profile")]
        for signature in Signature.objects.filter(petition=petition).iterator(1000):
            told = {name: value for name, value in signature.personal.items() if name != "salt"}
            answers = told | {"country": signature.country}
            signature.personal = identity.salted(told)
            signature.commitment = identity.commitment(signature.personal)
            signature.mail_key = signature.identity_key
            signature.valid_targets = rules.valid_targets(
                targets, signature.targets, signature.assurance, answers,
                on=localdate(signature.signed_at),
            )
            signature.is_counted = False
            signature.save()
    # They are counted anew within seconds, by what is now written on the rows.
    apps.get_model("petitions", "TargetCount").objects.all().delete()
    apps.get_model("petitions", "SignatureCount").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("petitions", "0004_signatures_know_what_they_count_for")]

    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]

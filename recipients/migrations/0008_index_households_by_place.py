from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # imports go on while the index is built

    dependencies = [
        ("recipients", "0007_note_size_of_search"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="household",
            index=models.Index(fields=["kelurahan", "rw", "rt", "id"], name="household_by_place"),
        ),
    ]

"""Tables behind the name search; recipients.search writes them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recipients", "0002_refuse_stage_of_another_programme"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchPosting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "person_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recipients.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person"], name="search_posting_person")],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("spelling", models.CharField(db_collation="C", max_length=80)),
                ("folded", models.CharField(db_collation="C", max_length=80)),
                ("bucket", models.IntegerField()),
                ("people", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("spelling", "folded"), name="search_word_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchNeighbour",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "word_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.IntegerField()),
                (
                    "word",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recipients.searchword",
                    ),
                ),
            ],
        ),
    ]

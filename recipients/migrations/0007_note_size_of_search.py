"""The day's totals of the name search, which recipients.search.growth compares."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recipients", "0006_count_people_shown"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchSize",
            fields=[
                ("counted_on", models.DateField(primary_key=True, serialize=False)),
                ("words", models.PositiveIntegerField()),
                ("people", models.PositiveIntegerField()),
            ],
        ),
    ]

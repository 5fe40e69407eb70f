"""The history's contexts named the page on which a citizen acted: a private link, in the clear."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0006_open_again_what_was_joined"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE pghistory_context SET metadata = metadata - 'url' "
            "WHERE metadata->>'url' LIKE '/pengaduan/s/%'",
            migrations.RunSQL.noop,
        )
    ]

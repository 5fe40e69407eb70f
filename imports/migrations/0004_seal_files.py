from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0003_name_phase_of_undoing"),
    ]

    operations = [
        migrations.AddField(
            model_name="importjob",
            name="file_key",
            field=models.BinaryField(editable=False, null=True),
        ),
    ]

import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VerificationConfig(AppConfig):
    name = "verification"
    verbose_name = _("Keeping the register true")

    def ready(self) -> None:
        """Hand down figures, nightly rules, file formats, and what a rotation of keys reaches."""
        from accounts.sealed import SealedColumn, register_sealed
        from kelurahan.duties import Duty, register_duty
        from kelurahan.registry import registry
        from recipients.demo.additions import register_addition
        from verification import cycle_demo, cycle_figures, duplicate_demo, figures, formats
        from verification.actions.campaigns import publish_progress
        from verification.actions.faults import find_faults
        from verification.actions.quality import measure_quality
        from verification.duplicates import starting

        registry.add(figures.source())
        registry.add(cycle_figures.source())
        formats.register()
        register_addition(cycle_demo.add_cycles)
        register_addition(duplicate_demo.add_doubles)
        register_sealed(
            SealedColumn(
                "verification_proposal", "secrets", "proposal",
                ignore=("verification.Proposal:update_update",),
            ),
            SealedColumn(
                "verification_cycleline", "entry", "cycle_line",
                ignore=("verification.CycleLine:update_update",),
            ),
        )  # fmt: skip
        register_duty(Duty("find faults", datetime.timedelta(days=1), find_faults))
        day, minute = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
        register_duty(Duty("find duplicates", day, starting.search_tonight))
        register_duty(Duty("resume searches for duplicates", minute, starting.resume_abandoned))
        register_duty(Duty("measure quality", datetime.timedelta(days=1), measure_quality))
        register_duty(Duty("publish campaigns", datetime.timedelta(days=1), publish_progress))

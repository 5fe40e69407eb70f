import datetime

from django.apps import AppConfig


def prune_tasks() -> None:
    """Delete finished tasks of more than two weeks ago."""
    from django.core.management import call_command

    call_command("prune_db_task_results", verbosity=0)


class JpsPortalConfig(AppConfig):
    name = "jps_portal"
    verbose_name = "JPS Online"

    def ready(self) -> None:
        """Hand the pruning of old tasks to the worker, and replicas to the public pages."""
        from django.conf import settings

        from jps_portal import replicas
        from kelurahan import reading
        from kelurahan.duties import Duty, register_duty

        register_duty(Duty("prune tasks", datetime.timedelta(days=1), prune_tasks))
        if settings.DATABASE_ROUTERS:
            reading.register(replicas.choose)

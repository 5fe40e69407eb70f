from django.apps import AppConfig


class JpsPortalConfig(AppConfig):
    name = "jps_portal"
    verbose_name = "JPS Online"

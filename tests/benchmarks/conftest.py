from tests.imports.conftest import no_heartbeat, private_media  # noqa: F401

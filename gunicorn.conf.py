"""How gunicorn serves the portal: threads for slow phones, workers for the cores."""

import logging
import os

from jps_portal.logs import without_private_link

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", min(4, os.cpu_count() or 2)))
threads = int(os.environ.get("WEB_THREADS", "8"))
max_requests = 20_000
max_requests_jitter = 4_000
graceful_timeout = 30
timeout = 60
keepalive = 15
control_socket_disable = True
# A proxy on this machine may pass a stranger's SCRIPT_NAME on, which would rename every address.
forwarder_headers = ""
# The access log would hold addresses of residents: the proxy's own log is the place to decide.
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_worker_init(_worker: object) -> None:
    """Read the words of the register before the first search, which would wait half a second."""
    from recipients import search  # the settings are there only now

    search.warm_up()


def _without_private_link(record: logging.LogRecord) -> bool:
    """Cut the secret of a private link out of gunicorn's own "Error handling request …"."""
    record.msg, record.args = without_private_link(record.getMessage()), None
    return True


logging.getLogger("gunicorn.error").addFilter(_without_private_link)

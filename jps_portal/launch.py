"""`make run`: database, migrations, demo data, web server and worker in one terminal.

Ctrl-C or SIGTERM ends all of it in order: web server, worker, embedded PostgreSQL.
"""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from jps_portal import embedded, local_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
READY_SECONDS = 60


def say(text: str) -> None:
    """Print one line of progress at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def prepare() -> None:
    """Bring database and static files up to date; end the launcher if that fails."""
    result = subprocess.run([sys.executable, "manage.py", "prepare"], cwd=BASE_DIR, check=False)
    if result.returncode:
        sys.exit("The portal could not be prepared: see the lines above")


def refuse_taken_port(port: str) -> None:
    """End the launcher before any work if something listens on the port, be it another portal."""
    try:
        socket.create_server((host(), int(port))).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(f"Port {port} is taken. Try: make run PORT={int(port) + 1}")


def host() -> str:
    """Return the address to listen on."""
    return os.environ.get("HOST", "127.0.0.1")


def web_server(port: str) -> list[str]:
    """Return the command line of the web server."""
    return [sys.executable, "-m", "gunicorn", "jps_portal.wsgi", "--bind", f"{host()}:{port}"]


def wait_until_ready(port: str, server: "subprocess.Popen[bytes]") -> None:
    """Return when the portal answers; end the launcher if the server dies or stays silent."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    server.terminate()
    sys.exit(f"The web server did not start. Is port {port} taken? Try: make run PORT=8001")


def terminate(children: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Ask every child to end and wait for it; the web server finishes its requests."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=40)
        except subprocess.TimeoutExpired:
            child.kill()


def serve(port: str) -> int:
    """Run web server and worker until one ends or a signal comes; return the exit status."""
    say("Web server and worker …")
    server = subprocess.Popen(web_server(port), cwd=BASE_DIR, start_new_session=True)
    children = [server]
    try:
        wait_until_ready(port, server)
        worker = [sys.executable, "manage.py", "work"]
        children.append(subprocess.Popen(worker, cwd=BASE_DIR, start_new_session=True))
        say(f"\n  JPS Online runs on http://127.0.0.1:{port}   (Ctrl-C ends it)")
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        terminate(children)


def on_signal(_number: int, _frame: object) -> None:
    """End once; make and a terminal may both send the signal, and ending must not be cut short."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    """Start everything; return the exit status for the shell."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jps_portal.settings")
    os.environ.setdefault("DATA_DIR", str(embedded.data_dir()))
    if "SECRET_KEY" not in os.environ:
        local_secrets.load()
    port = os.environ.get("PORT", "8000")
    refuse_taken_port(port)
    if "DATABASE_URL" in os.environ:
        prepare()
        return serve(port)
    say(f"Embedded PostgreSQL in {embedded.data_dir()} …")
    with embedded.running(embedded.data_dir()) as url:
        os.environ["DATABASE_URL"] = url
        prepare()
        return serve(port)


if __name__ == "__main__":
    sys.exit(main())

"""A thread that renews a lease while the work goes on; on a connection of its own."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def beating(
    beat: Callable[[], object], *, every: float, name: str, stop: threading.Event
) -> Generator[None]:
    """Call `beat` every so many seconds until the block is left or `stop` is set."""

    def run() -> None:
        try:
            while not stop.wait(every):
                beat()
        finally:
            connection.close()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()

"""A second process that stages batches of a large file beside the worker's own.

It is started anew rather than forked, since the worker has threads and a database connection. It
ends when its pipe closes, so it does not outlive a killed worker by more than one batch.
"""

import socket
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from types import TracebackType
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from imports.parsing import Header
from imports.readers.cells import Row

if TYPE_CHECKING:
    from imports.loading import Loaded


# Not multiprocessing's own start, which would run the worker's main module a second time.
PROGRAM = (
    "import sys, django; django.setup(); from imports.helping import serve; serve(*sys.argv[1:])"
)


class Helper:
    """The worker's end: takes one batch at a time; `busy` while a batch is out."""

    def __init__(self, job: int, header: Header) -> None:
        ours, theirs = socket.socketpair()
        database = connection.settings_dict["NAME"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(theirs.fileno()), str(job), database],
            cwd=settings.BASE_DIR,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._pipe = Connection(ours.detach())
        self._pipe.send(header)
        self.busy = False

    def __enter__(self) -> "Helper":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            self._process.kill()
        self._pipe.close()
        self._process.wait()

    def send(self, rows: Sequence[Row]) -> None:
        """Hand over a batch."""
        self._pipe.send(rows)
        self.busy = True

    def receive(self) -> "Loaded":
        """Wait for the batch; raise RuntimeError when the helper could not stage it."""
        self.busy = False
        try:
            answer = self._pipe.recv()
        except EOFError:
            raise RuntimeError("the helper process died") from None
        if isinstance(answer, str):
            raise RuntimeError(f"the helper process failed: {answer}")
        loaded: Loaded = answer
        return loaded


def serve(handle: str, job_id: str, database: str) -> None:
    """Stage batches from the pipe until it closes: the helper's end."""
    from imports import formats
    from imports.loading import Loader
    from imports.models import ImportJob

    connection.settings_dict["NAME"] = database
    pipe = Connection(int(handle))
    job = ImportJob.objects.get(pk=job_id)
    form = formats.get(job.format)
    loader = Loader(job, form, pipe.recv())
    while True:
        try:
            rows = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(loader.load(rows))
        except Exception as error:  # its message may quote a row
            pipe.send(type(error).__name__)

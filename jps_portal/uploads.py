"""Where the bytes of an upload wait until a view takes them."""

import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NamelessFileUploadHandler(FileUploadHandler):
    """Takes uploads too large for memory into a file without a name.

    Django's own has one in /tmp, which a killed process leaves behind with a whole roster or with
    the photos of a complaint. This one is gone with the process; it offers no
    `temporary_file_path()`, so whoever takes it reads it as a file.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a file for what is coming."""
        super().new_file(*args, **kwargs)
        # Under this name Django closes what a broken form leaves behind.
        self.file = tempfile.TemporaryFile(  # noqa: SIM115 - the request closes it
            dir=settings.FILE_UPLOAD_TEMP_DIR
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Put a piece; no later handler needs it."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Return the file, to be read from its beginning."""
        self.file.seek(0)
        return UploadedFile(
            self.file, self.file_name, self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip

    def upload_interrupted(self) -> None:
        """Give the space back at once."""
        if hasattr(self, "file"):
            self.file.close()

"""Why a file is not made anew."""


class RefusedError(Exception):
    """A file is refused; `code` is a key of complaints.evidence.cleaning._REFUSED."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

"""Why a whole file is refused. The texts stand in imports.problems."""


class FileRefusedError(Exception):
    """The file cannot be taken; `code` names the reason, `detail` holds nothing personal."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

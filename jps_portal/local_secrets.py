"""Secrets of a trial installation: made on the first start, kept in DATA_DIR/secrets.env.

A real installation sets these variables itself (see .env.example) and never reads this file.
"""

import base64
import os
import secrets
from pathlib import Path

from jps_portal import embedded


def _fresh() -> dict[str, str]:
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "IDENTITY_KEYS": f"1:{key}",
        "RELEASE_SIGNING_KEY": f"trial:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        # A trial runs on http://127.0.0.1, where __Host- cookies and HSTS cannot work.
        "HTTPS": "false",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "STAFF_MFA_REQUIRED": "false",
        "DEMO": "true",
    }


def _read(path: Path) -> dict[str, str]:
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def load() -> None:
    """Put the trial secrets into the environment; variables that are set already win."""
    path = embedded.data_dir() / "secrets.env"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{name}={value}\n" for name, value in _fresh().items())
        part = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        part.replace(path)
    for name, value in _read(path).items():
        os.environ.setdefault(name, value)

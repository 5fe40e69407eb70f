"""A file on standard input, made anew on standard output, or a refusal's code on standard error."""

import resource
import sys

from complaints.remaking.refused import RefusedError

MEMORY_BYTES = 768 * 2**20
SECONDS = 10


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _made_anew(kind: str, content: bytes) -> bytes:
    if kind == "photo":
        from complaints.remaking import photo

        return photo.made_anew(content)
    from complaints.remaking import pdf

    return pdf.made_anew(content)


def main(kind: str) -> None:
    """Make a "photo" or a "pdf" anew; any failure whatever refuses the file."""
    content = sys.stdin.buffer.read()
    _confine()
    try:
        made = _made_anew(kind, content)
    except RefusedError as refused:
        sys.stderr.write(refused.code)
        sys.exit(1)
    except Exception:  # the decoders of strangers' files raise anything
        sys.stderr.write("unreadable")
        sys.exit(1)
    sys.stdout.buffer.write(made)
    sys.stdout.flush()

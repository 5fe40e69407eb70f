"""Bounds of what a spreadsheet may ask for. Excel's own are 1,048,576 rows and 16,384 columns."""

import resource

ROWS = 1_048_576
COLUMNS = 512
CELL_LETTERS = 32_767
MEMBERS = 5_000
DIRECTORY_BYTES = 2 * 2**20
EXPANDED_BYTES = 3 * 2**30
# Text of real sheets packs 8 to 40 times; a bomb packs several hundred times.
RATIO = 150
RATIO_APPLIES_FROM = 8 * 2**20
REPEATED_ROWS = 1_000
SHARED_STRINGS = 8_000_000
MEMORY_BYTES = 256 * 2**20


def confine(file_size: int) -> None:
    """Bound this process's memory and processor seconds for a file of `file_size` bytes."""
    seconds = 10 + file_size // 500_000
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

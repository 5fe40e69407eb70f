"""Photos and PDFs of citizens and staff: made anew, scanned, sealed, forgotten in time."""

from complaints.evidence.cleaning import MOST_BYTES, MOST_FILES, Prepared, prepare
from complaints.evidence.keeping import keep, open_kept

__all__ = ["MOST_BYTES", "MOST_FILES", "Prepared", "keep", "open_kept", "prepare"]

"""`make bench`: what the portal does, beside what it must beat, in one run on one machine."""

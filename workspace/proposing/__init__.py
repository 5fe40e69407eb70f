"""Proposals on the pages of staff: typing one, comparing one, listing many."""

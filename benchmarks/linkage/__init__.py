"""Synthetic registers whose doubles are known: an error model independent of the portal's rules."""

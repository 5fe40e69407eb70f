"""Readers of uploaded files. Nothing here knows Django: the sandbox child imports it too."""

"""Spreadsheets are read in a child process with bounded memory and time.

Only the standard library is used here, so that the child starts in a few milliseconds and owns
neither keys nor a database connection. It reads the file on its standard input and writes one
JSON value a line (see `main`).
"""

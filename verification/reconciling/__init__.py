"""Compares the register that the ministry returns with ours and with what was asked for.

collecting: what goes into a batch. asking: how a correction is compared. matching: whose row is
whose. answering: the one answer of each correction. changing: what the centre did by itself.
recording: what follows for findings. All of it in SQL over the staged rows of the import.
"""

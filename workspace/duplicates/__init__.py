"""Likely doubles on the pages of staff: the queue, one pair, a cluster, and the model behind."""

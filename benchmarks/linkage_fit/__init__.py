"""Fits the weights of the model of duplicates that comes with the portal (docs/duplicates.md)."""

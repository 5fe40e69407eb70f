"""The model that tells entries of one person from entries of two, and what applies it."""

"""The confined side of making files anew: no Django, no keys, little memory."""

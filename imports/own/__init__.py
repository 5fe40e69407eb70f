"""Formats of what lies below the register: areas and counts that others published about them."""

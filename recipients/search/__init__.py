"""The name search. Everything outside this package uses only what is named here."""

from recipients.search.index import Changes, index_households, index_people, rebuild

__all__ = ["Changes", "index_households", "index_people", "rebuild"]

"""The stored model applied by Splink outside PostgreSQL: DuckDB on one machine, Spark on many.

For registers of a province or a nation, and to prove that both ways give the same pairs. Needs
requirements/linkage.txt, and requirements/linkage-spark.txt for Spark; nothing here is imported
before one of them is asked for.
"""

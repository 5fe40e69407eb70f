"""Invented registers of real size: the demo's data and the benchmarks' (see fixtures/demo)."""

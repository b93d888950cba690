"""Measurements of the running emulator: `python -m benchmarks`. Rule: timings live here and never in tests."""

"""A federation of the country's size for the measurements: see benchmarks/README.md."""

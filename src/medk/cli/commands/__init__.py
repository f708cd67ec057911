"""One module for each command: `run(options)` returns the exit code."""

"""A schedule attached to a measure: what its columns mean, what is wrong in its rows, what it changes."""

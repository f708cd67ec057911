"""Forms of plans: shape and messages only."""

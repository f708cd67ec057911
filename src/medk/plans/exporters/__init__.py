"""Tables of plans to take away."""

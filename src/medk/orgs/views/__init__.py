"""Pages of organisations, people and history."""

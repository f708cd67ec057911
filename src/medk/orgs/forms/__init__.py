"""Forms of organisations, people and history."""

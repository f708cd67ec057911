"""Reads over organisations, people and history."""

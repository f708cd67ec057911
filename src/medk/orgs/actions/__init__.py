"""Verbs about organisations and people."""

"""Pure decisions about organisations and people."""

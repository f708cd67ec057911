"""Pure decisions about plans: arguments in, value out; no database, no clock."""

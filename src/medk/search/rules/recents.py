"""How much of what was opened is remembered."""

#: So many pages are kept for each person.
KEPT = 20

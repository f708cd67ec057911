"""Reading cycles: the list, the time line, members of cohorts, schools by what was pasted."""

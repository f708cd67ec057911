"""A school register: what its columns mean, what is wrong in its rows, what they change."""

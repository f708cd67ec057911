"""Source formats: each turns bytes into blocks of text with places."""

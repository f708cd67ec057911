"""One function for each verb: check, write, audit, tell; always atomic."""

"""Addresses of the people whose pages are measured, by role: of the first region and its first places."""

MEASURED = {
    "administrator": "administrator@medk.example",
    "observer": "observer@medk.example",
    "regional": "regional-1@medk.example",
    "municipal": "municipal-1-1@medk.example",
    "school": "school-1-1@medk.example",
    "curator": "curator-1-1@medk.example",
    "expert": "expert-1@medk.example",
    "body": "body-1@medk.example",
}

"""Who signs in while pages are measured."""

EMAIL, PASSWORD = "coordinator@region.test", "бурный-ручей-за-мостом"

"""Pages of cycles, key dates, cohorts and memberships."""

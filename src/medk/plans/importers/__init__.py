"""What people bring to plans in spreadsheets."""

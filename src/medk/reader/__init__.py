"""Pure Python, no Django: an order's file → a plan with provenance."""

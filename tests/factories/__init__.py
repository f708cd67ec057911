"""Factories of test objects, one module per app; the `district` fixture is built from them."""

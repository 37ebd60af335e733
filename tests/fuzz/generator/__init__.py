"""Random Starlark programs for differential.py: most of them well-typed."""

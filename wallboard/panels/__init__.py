"""The kinds of panel: each resolves a moment into a view (what is said) and places it as a display list (where)."""

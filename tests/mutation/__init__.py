"""Mutation testing: the package is changed in one small place at a time, and a test has to notice."""

"""Tests of live pictures."""

"""Faults on a schedule strike the demonstration night, and what the wall shows of them is watched and reported."""

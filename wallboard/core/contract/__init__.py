"""The contract `wallboard/1`: its fields in one table, how an answer is read strictly, and what a snapshot holds."""

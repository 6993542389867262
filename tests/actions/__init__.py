"""What the operator's keys do."""

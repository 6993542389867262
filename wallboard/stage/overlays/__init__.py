"""What lies over the picture for the operator: display lists made from values, as panels are."""

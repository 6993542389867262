"""What both map panels draw with: the painted land, its colours, the lights over it and the labels."""

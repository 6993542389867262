"""The pure ground floor: what a snapshot says, when it is true, and how it moves; no Qt, no network, no clock."""

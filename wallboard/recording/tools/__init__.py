"""What can be done with a recording that is not being played: told about, checked, saved, packed, cut."""

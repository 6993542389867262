"""Whether this machine can carry the wall, line by line, and what to do where it cannot; never imports Qt itself."""

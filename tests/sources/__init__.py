"""Sources against real sockets on loopback."""

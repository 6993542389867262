"""The command line: words in, wiring out; every error ends as one clear line and an exit status."""

"""From a source to a recording: the loop that fetches, judges and records, and how it is set up and goes on."""

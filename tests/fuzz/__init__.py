"""A fuzzer: hostile answers, configurations, maps and recordings, each tried in a process of its own under limits."""

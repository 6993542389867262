"""The operators' console: its guards, its interface, its page."""

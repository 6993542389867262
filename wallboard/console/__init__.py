"""The operators' console: a web server of its own process that reads what the wall records and asks it for actions."""

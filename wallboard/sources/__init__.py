"""Where answers come from: an endpoint over HTTP, several that fail over, a script; each is one method and `close`."""

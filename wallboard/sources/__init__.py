"""Where answers come from: an endpoint over HTTP, a ladder of several, or a script; each is one method and `close`."""

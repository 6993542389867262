"""The press desk: what outlets may quote of an event, as pages, files and feeds made from its recording."""

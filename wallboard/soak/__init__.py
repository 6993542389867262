"""Days on end in an hour: the demonstration night over and over, and whether anything grows from night to night."""

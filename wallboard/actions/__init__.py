"""What an operator can do: the control state and the one table of actions on it."""

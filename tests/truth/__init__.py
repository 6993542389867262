"""Whether what is shown is true: real collectors, recordings and moments on clocks that the tests turn."""

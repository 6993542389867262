"""The settings of a wall: what its TOML file may say, and reading it with every mistake reported at once."""

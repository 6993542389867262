"""`python -m wallboard`: how the program starts its own children."""

from wallboard.cli import main

if __name__ == "__main__":
    main()

"""`python -m handtrack`."""

from handtrack.cli import main

if __name__ == "__main__":
    main()

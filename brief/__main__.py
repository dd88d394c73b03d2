"""`python -m brief`, for when the script is not on the path."""

from brief.cli.main import main

if __name__ == "__main__":
    main()

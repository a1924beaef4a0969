"""What pages and machines want to know about petitions."""


def newest_open() -> None:
    return None

class Flaw(Exception):
    """What is wrong with a file, in a sentence for the person who checks it."""

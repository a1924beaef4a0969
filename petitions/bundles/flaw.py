class Flaw(Exception):
    """What is wrong with a file, in a sentence for the person who checks it.

    `code` names the kind of flaw for callers who have words of their own.
    """

    def __init__(self, sentence: str, code: str = "damaged") -> None:
        super().__init__(sentence)
        self.code = code

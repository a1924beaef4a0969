class Flaw(Exception):
    """What is wrong with a file, in a sentence for the person who checks it.

    `code` names the kind of flaw for callers who have words of their own; `part` is the file in
    a container where it lies, if the sentence does not say so.
    """

    def __init__(self, sentence: str, code: str = "damaged", part: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.part = part

    def told(self) -> str:
        """The sentence, and where."""
        return f"{self.part}: {self}" if self.part else str(self)


class FileFlaw(Flaw):
    """The sentence names the files in the container that are not as they were."""

"""What the domain says when it declines."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An expected "no", with a sentence we are willing to show."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)

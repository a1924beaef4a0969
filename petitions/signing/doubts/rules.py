"""What the link in the letter to a mailbox is good for."""

#: What the token in the letter is good for: saying whether two signatures are of one person.
ONE_OR_TWO = "one-or-two"

"""The link in every letter with news, by which its reader gets no more of them."""

#: What the token in it is good for, and for nothing else: mail programs show it to others.
NO_MORE = "no-more-news"

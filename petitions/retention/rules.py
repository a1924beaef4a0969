"""How long what is kept where no institution says it, and what a report is good for."""

from datetime import timedelta

#: Days after the closing, for whoever signed for no institution; as profiles have it at first.
USUAL_DAYS = 365
#: Taken back or replaced before it went anywhere: until the letter about it is forgotten, too.
AFTER_THE_END = timedelta(days=30)
#: A look that is older says too little about today.
REPORT_IS_GOOD_FOR = timedelta(days=7)
#: So often beat looks; the first page of the desk says what it found.
LOOK_EVERY = timedelta(hours=20)

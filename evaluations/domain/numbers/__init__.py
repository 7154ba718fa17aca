"""Numbers in prose: recognise them, know what they may speak of, say whether they agree, bind them to their source."""

from evaluations.domain.numbers.book import Book
from evaluations.domain.numbers.compare import State, Verdict, compare
from evaluations.domain.numbers.known import Known, known_values
from evaluations.domain.numbers.mentions import Kind, Mention, find_mentions
from evaluations.domain.numbers.naming import Names, keyed, named, names_of
from evaluations.domain.numbers.offers import Offer, offers, shown_values
from evaluations.domain.numbers.ready import book_of
from evaluations.domain.numbers.tokens import TOKEN, bind, missing_tokens, resolve, tokens_in

__all__ = [
    "TOKEN", "Book", "Kind", "Known", "Mention", "Names", "Offer", "State", "Verdict", "bind", "book_of", "compare",
    "find_mentions", "keyed", "known_values", "missing_tokens", "named", "names_of", "offers", "resolve",
    "shown_values", "tokens_in",
]  # fmt: skip

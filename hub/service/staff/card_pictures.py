"""Which articles of an opened card have a picture: looked up when somebody opens it, never for the list."""

from collections.abc import Callable

from hub.knowledge.catalogue.model import Article
from hub.service.staff.model import TimelineEntry, VisitCard

# What a screen shows before anybody scrolls far; each is one look into the catalogue.
MOST_LOOKED_UP = 24


def pictured(card: VisitCard, titled: Callable[[str], Article | None], key: Callable[[str], str]) -> VisitCard:
    """The card with the keys of its articles' pictures, under the text that the card shows of each."""
    asked = dict.fromkeys(
        (
            *(each.article for each in card.why.suggestions),
            *(str(line.args["article"]) for line in (card.next_best, card.need) if "article" in line.args),
            *(entry.text for entry in card.timeline if _is_of_articles(entry)),
        )
    )
    found: dict[str, str] = {}
    for text in list(asked)[:MOST_LOOKED_UP]:
        # Of a purchase of several, the first stands for it.
        article = titled(text) or titled(text.partition(", ")[0])
        if article is not None and not article.sensitive:
            found[text] = key(article.image)
    return card.model_copy(update={"pictures": found})


def _is_of_articles(entry: TimelineEntry) -> bool:
    return bool(entry.text) and entry.kind in {"purchase", "return", "online_view", "cart"}

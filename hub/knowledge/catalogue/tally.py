"""What was passed over, by reason, and where the first of it stands. Pure."""

from dataclasses import dataclass, field

REASONS = {
    "empty": "records with nothing in them",
    "no_id": "records without an id",
    "bad_id": "records whose id is too long or has signs that nobody can type",
    "no_name": "records without a name",
    "no_object": "records that are no object",
    "columns": "lines with more values than columns: a separator within a text needs quotes",
    "duplicate_id": "records with an id that an earlier one has: the first stays",
    "parent": "records of which others are variants, which nobody can buy",
    "no_price": "articles without a price",
    "price": "prices that are none",
    "price_currency": "prices in a currency that is none",
    "price_decimals": "prices with more decimals than their currency has",
    "price_undecided": "prices such as 1.299 that could be either: declare decimal_sign in a mapping",
    "price_zero": "prices of nothing",
    "other_currency": "prices in another currency than the shop's, which are left out",
    "sale_price_no_less": "sale prices that are no less than the price",
    "sale_dates": "dates of a sale that are none",
    "date": "dates that are none",
    "gtin": "trade item numbers that are none, or whose check digit is wrong",
    "availability": "words for availability that nobody knows: unknown",
    "address": "addresses that are none",
    "wrongly_encoded": "names that were read in a wrong encoding before they came here",
    "sku_shared": "articles with a sku that an earlier one has: order lines join the first",
    "id_shared": "articles whose id differs from an earlier one's by case alone",
    "shop_rule_shared": "articles that the shop's rule for ids gives the number of an earlier one",
    "mpn_shared": "articles with a manufacturer's number that an earlier one has",
    "gtin_shared": "articles with a trade item number that an earlier one has",
    "no_parent": "variants whose product is not in the file, or stands after them: a bulk operation writes it first",
    "no_product": "records that are neither a product nor a variant of one",
    "parent_unknown": "variants of a parent that is not there",
    "sensitive": "articles that must never be spoken of",
    "gone": "articles that left the catalogue: known for what was bought, and not offered",
    "damaged": "catalogue of before that was damaged: nothing of it is carried over",
    "other_store": "lines about other stores",
    "unknown_article": "lines about articles that the catalogue does not have",
    "quantity": "quantities that are none",
    "pickup": "words for how or when an article is fetched that nobody knows",
}


@dataclass(slots=True)
class Tally:
    """Counts by reason."""

    times: dict[str, int] = field(default_factory=dict[str, int])
    first_line: dict[str, int] = field(default_factory=dict[str, int])

    def count(self, reason: str, line: int = 0, times: int = 1) -> None:
        """Count what stands on that line."""
        if times:
            self.times[reason] = self.times.get(reason, 0) + times
        if line:
            self.first_line.setdefault(reason, line)

    def lines(self) -> list[str]:
        """For a person, the most frequent first."""
        found = sorted(self.times.items(), key=lambda each: (-each[1], each[0]))
        return [
            f"{REASONS.get(reason, reason)}: {times:,}"
            + (f", the first on line {self.first_line[reason]:,}" if reason in self.first_line else "")
            for reason, times in found
        ]

"""Which share of a shop's order lines finds its article, and by which rule. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from hub.knowledge.catalogue.reading import JoinRule

_MOST_EXAMPLES = 10


@dataclass(slots=True)
class JoinReport:
    """Order lines by what became of them."""

    lines: int = 0
    by_rule: Counter[JoinRule] = field(default_factory=Counter[JoinRule])
    without_number: int = 0
    unknown: Counter[str] = field(default_factory=Counter[str])
    """Numbers that no article has, and how often each came."""

    def text(self) -> Iterator[str]:
        """For a person."""
        if not self.lines:
            yield "No order line was looked at."
            return
        joined = sum(self.by_rule.values())
        yield f"{joined:,} of {self.lines:,} order lines find an article ({joined / self.lines:.1%})."
        for rule in JoinRule:
            if times := self.by_rule[rule]:
                yield f"  {times / self.lines:7.1%}  by {_RULES[rule]}"
        if self.without_number:
            yield f"  {self.without_number / self.lines:7.1%}  join nothing: the line has no number"
        if self.unknown:
            times = sum(self.unknown.values())
            yield f"  {times / self.lines:7.1%}  join nothing: no article has the number"
            frequent = ", ".join(f"{sku} ({n:,} times)" for sku, n in self.unknown.most_common(_MOST_EXAMPLES))
            yield f"           most often {frequent}"


_RULES = {
    JoinRule.SKU: "the article's sku",
    JoinRule.ID: "its id",
    JoinRule.SHOP_RULE: "the shop's rule for ids (article_ids in shop.toml)",
    JoinRule.MPN: "the manufacturer's number",
    JoinRule.GTIN: "the trade item number",
}


def join_report(skus: Iterable[str], rule_of: Callable[[str], JoinRule | None]) -> JoinReport:
    """What becomes of order lines with those numbers."""
    report, known = JoinReport(), dict[str, JoinRule | None]()
    for said in skus:
        sku = said.strip()
        report.lines += 1
        if not sku:
            report.without_number += 1
            continue
        if sku not in known:
            known[sku] = rule_of(sku)
        rule = known[sku]
        if rule is None:
            report.unknown[sku] += 1
        else:
            report.by_rule[rule] += 1
    return report

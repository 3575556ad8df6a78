"""What each part of a customer's page says, in their language: rows of columns. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.shop.model import Shop
from hub.ground.words.own_facts import fact_value
from hub.ground.words.phrase import Phrase
from hub.ground.words.words import WordsIn
from hub.service.customer_view.mirror import field_label, said_of, why_channel, why_it_came, why_not
from hub.service.customer_view.model import HeldData, HeldMessage, HeldOffer, HeldTrait, ShownCard
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts

Row = Mapping[str, str]
"""Values by column, as they are read."""
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and what the shop calls things."""

    words: WordsIn
    shop: Shop
    plan: FloorPlan

    def at(self, at_ms: int | None) -> str:
        """A moment by the shop's clock."""
        return NOTHING if at_ms is None else self.words.moment(at_ms)

    def yes(self, given: object) -> str:
        """Yes or no."""
        return self.words.say(Phrase("receipt-yes" if given else "receipt-no"))

    def purpose(self, purpose: Purpose) -> str:
        """A purpose by the title it was asked under."""
        return current_texts().by_language[self.words.language].purposes[purpose].title

    def code(self, id_: str, code: str | None) -> str:
        """What a code means; one without words stands as it is: it may come from elsewhere."""
        return NOTHING if not code else said_of(id_, self.words) or code

    def opener(self, name: str) -> str:
        """Who opened a card; where the shop keeps no names, staff."""
        return self.words.say(Phrase("mirror-staff")) if name == "staff" else name

    def zone(self, id_: str) -> str:
        """A zone as the shop calls it."""
        zone = self.plan.zone_named(id_)
        return zone.name if zone else id_

    def column(self, name: str) -> str:
        """A column by the name of what is in it."""
        return self.code(f"held-column-{name}", name)

    def trait_name(self, name: str) -> str:
        """What the card calls a fact."""
        return said_of(f"held-trait-{name}", self.words) or field_label(name, self.words, self.shop)

    def trait(self, name: str, value: str) -> str:
        """The value of a fact, as the card would say it."""
        own = next((fact for fact in self.shop.facts if fact.key == name), None)
        try:
            return self.words.write(fact_value(own, value, self.shop)) if own else self.text(value)
        except (KeyError, ValueError):  # kept before the shop changed what it knows
            return value

    def text(self, value: str) -> str:
        """Text as it is; a time of a program's as people write it."""
        try:
            at = datetime.fromisoformat(value) if len(value) >= len("2026-11-03") and value[4:5] == "-" else None
        except ValueError:
            return value
        if at is None:
            return value
        day_alone = "T" not in value and at.time() == time()
        at = at.replace(tzinfo=at.tzinfo or UTC)
        at_ms = round(at.timestamp() * 1000)
        return self.words.date(at_ms) if day_alone else self.at(at_ms)


def sections_of(held: HeldData, reader: Reader) -> Iterable[tuple[str, Sequence[Row]]]:
    """Each part of the page: the id of its heading, and its rows."""
    yield (
        "held-choices",
        [{"purpose": reader.purpose(each), "choice": reader.yes(yes)} for each, yes in held.purposes.items()],
    )
    yield "held-channels", _channels(held, reader)
    if held.looked_after:
        owner = held.looked_after
        yield "held-looked-after", [{"staff": owner.by, "since": reader.at(owner.since_ms)}]
    yield "held-cards", [row for card in held.cards for row in _card(card, reader)]
    yield "held-timeline", _timeline(held, reader)
    yield "held-visits", _visits(held, reader)
    yield "held-messages", [_message(each, reader) for each in held.messages]
    yield "held-offers", [_offer(each, reader) for each in held.offers]
    yield "held-consents", _consents(held, reader)
    yield (
        "held-phones",
        [
            {
                "platform": each.platform,
                "seen": reader.at(each.last_seen_at_ms),
                "push": reader.yes(each.takes_messages),
            }
            for each in held.phones
        ],
    )
    yield "held-profile", [_trait(each, reader) for each in held.profile]


def _channels(held: HeldData, reader: Reader) -> list[Row]:
    def answers(each: Iterable[tuple[str, bool, int | None]]) -> str:
        return "; ".join(
            ": ".join([reader.code(f"held-source-{source}", source), reader.yes(granted)])
            + (f", {reader.at(at)}" if at else "")
            for source, granted, at in each
        )

    return [
        {
            "channel": reader.code(f"held-channel-{each.channel.value}", each.channel.value),
            "open": reader.yes(each.is_open),
            "because": why_channel(each.reasons or ["open"], reader.words),
            "answers": answers((said.source, said.granted, said.at_ms) for said in each.answers) or NOTHING,
        }
        for each in held.channels
    ]


def _card(shown: ShownCard, reader: Reader) -> Iterable[Row]:
    """A card is read from top to bottom: the name, the three lines, then each thing behind them."""

    def row(what: str, value: str | None, at_ms: int | None = None) -> Row:
        return {"what": what, "value": value or NOTHING, "observed": reader.at(at_ms)}

    yield row(reader.column("name"), shown.name, shown.at_ms)
    card = shown.card
    for line, said in (("need", card.need), ("next_best", card.next_best), ("avoid", card.avoid)):
        yield row(reader.column(line), said.text, said.observed_at_ms)
    for said in card.campaigns:
        yield row(field_label("campaigns", reader.words, reader.shop), said.text, said.observed_at_ms)
    for offer in card.offers:
        yield row(field_label("offers", reader.words, reader.shop), f"{offer.text}: {offer.code}")
    if card.notice:
        yield row(reader.column("note"), card.notice)
    for field in card.fields:
        if field.value is not None:
            yield row(field.label, field.value, field.observed_at_ms)
    for suggestion in card.why.suggestions:
        yield row(
            field_label("suggestions", reader.words, reader.shop), f"{suggestion.article}: {suggestion.likelihood}"
        )
    for segment in card.why.segments:
        yield row(field_label("segments", reader.words, reader.shop), segment.name)
    yield row(reader.column("opened_by"), ", ".join(reader.opener(each) for each in shown.opened_by))


def _timeline(held: HeldData, reader: Reader) -> list[Row]:
    return [
        {
            "at_ms": reader.at(each.at_ms),
            "what": each.label,
            "value": each.text or NOTHING,
            "price": each.price or NOTHING,
            "source": reader.code(f"held-source-{each.source}", each.source),
        }
        for each in held.timeline
    ]


def _visits(held: HeldData, reader: Reader) -> list[Row]:
    return [
        {
            "started_ms": reader.at(each.started_at_ms),
            "ended_ms": reader.at(each.ended_at_ms),
            "zone": reader.zone(each.last_zone),
            "asked_ms": reader.at(each.asked_for_help_at_ms),
            "outcome": reader.code(f"card-outcome-{each.outcome}", each.outcome),
        }
        for each in held.visits
    ]


def _message(each: HeldMessage, reader: Reader) -> Row:
    if each.sent:
        because, became = (
            why_it_came(each.campaign, each.variant or "", reader.words, reader.shop, each.name),
            each.result,
        )
    else:
        because, became = why_not(each.withheld_because or "", reader.words), None
    return {
        "at_ms": reader.at(each.at_ms),
        "campaign": each.name or each.campaign,
        "sent": reader.yes(each.sent),
        "because": because,
        "result": reader.code(f"mirror-result-{became}", became),
    }


def _offer(each: HeldOffer, reader: Reader) -> Row:
    return {
        "code": each.code,
        "what": each.text,
        "campaign": each.name or each.campaign,
        "issued_ms": reader.at(each.given_at_ms),
        "valid_until_ms": reader.at(each.valid_until_ms),
        "redeemed_ms": reader.at(each.redeemed_at_ms),
    }


def _consents(held: HeldData, reader: Reader) -> list[Row]:
    return [
        {
            "at_ms": reader.at(each.at_ms),
            "purpose": reader.purpose(each.purpose),
            "choice": reader.words.say(Phrase("receipt-given" if each.granted else "receipt-withdrawn")),
            "until_ms": reader.at(each.until_ms),
            "text": f"{each.text_version} {each.language}".strip() or NOTHING,
            "where": f"{each.screen}, {each.app_version}",
        }
        for each in held.consents
    ]


def _trait(each: HeldTrait, reader: Reader) -> Row:
    return {
        "what": reader.trait_name(each.name),
        "value": reader.trait(each.name, each.value),
        "source": reader.code(f"held-source-{each.source}", each.source),
        "observed": reader.at(each.observed_at_ms),
        "purpose": reader.purpose(each.purpose),
        "guess": reader.yes(each.is_guess),
    }

"""Says a phrase in a language. Fluent picks plurals; dates, lists and amounts are Babel's; a shop's own words go first.

A phrase that cannot be said whole is not shown in pieces: its file's neutral sentence stands in, and the log names it.
"""

import contextlib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, get_currency_precision
from fluent.runtime import FluentBundle, FluentResource

from hub.ground.shop.model import Shop
from hub.ground.words.languages import FALLBACK, FOLDER, LANGUAGES, LOCALES
from hub.ground.words.phrase import Argument, Day, Moment, Money, Names, Number, Phrase, Several, TimeOfDay

ON_SCREENS = frozenset({"screens", "simulator"})
"""The files that browsers read and say themselves."""

NOTHING = "…"
"""When not even the neutral sentence can be said."""

BROKEN: Counter[tuple[str, str]] = Counter()
"""How often what could not be said, by language and id; a test that leaves something here fails."""

log = structlog.get_logger()


class CannotSay(Exception):
    """A message is missing, or one of its arguments is."""


class Words:
    """The words of one shop in every language."""

    def __init__(self, shop: Shop | None = None) -> None:
        self._shop = shop or Shop()
        self._said: dict[str, WordsIn] = {}

    @property
    def default(self) -> str:
        """The language of a reader of whom nothing is known: the shop's first that we speak."""
        return next((each for each in self._shop.languages if each in LANGUAGES), FALLBACK)

    def of(self, language: str) -> "WordsIn":
        """The words in one language; of one that we do not speak, the shop's."""
        chosen = language if language in LANGUAGES else self.default
        if chosen not in self._said:
            self._said[chosen] = WordsIn(self._shop, chosen)
        return self._said[chosen]


class WordsIn:
    """Says phrases in one language."""

    def __init__(self, shop: Shop, language: str) -> None:
        self.language = language
        self._shop = shop
        self._locale = LOCALES.get(language, language)
        self._own = own_words(language, shop.words.get(language, {}))

    def say(self, phrase: Phrase) -> str:
        """The sentence."""
        try:
            return self._capitalised(self._say(phrase), phrase)
        except CannotSay as failed:
            BROKEN[self.language, phrase.id] += 1
            log.error("a phrase cannot be said", id=phrase.id, language=self.language, why=str(failed))  # noqa: TRY400
        try:
            return self._say(Phrase(f"{subject_of(phrase.id)}-neutral"))
        except CannotSay:
            return NOTHING

    def on_screens(self) -> str:
        """The shop's own words of the screens, as a Fluent file: browsers read them in place of ours."""
        own = self._shop.words.get(self.language, {})
        return "".join(as_message(id_, text) for id_, text in own.items() if subject_of(id_) in ON_SCREENS)

    def say_any(self, phrase: Phrase | None) -> str:
        """The sentence; empty where there is nothing to say."""
        return self.say(phrase) if phrase else ""

    def has(self, id_: str) -> bool:
        """Whether there is such a message: a code that somebody else may extend need not have one."""
        return self._own.has_message(id_) or _bundle(self.language, subject_of(id_)).has_message(id_)

    def date(self, at_ms: int) -> str:
        """`3 November 2026`, as the language writes it."""
        return str(format_skeleton("yMMMMd", self._here(at_ms), locale=self._locale))

    def moment(self, at_ms: int) -> str:
        """A date with hours and minutes, by the shop's clock."""
        at = self._here(at_ms)
        return f"{format_skeleton('yMMMMd', at, locale=self._locale)} {format_skeleton('Hm', at, locale=self._locale)}"

    @property
    def zone(self) -> str:
        """The shop's time zone by its name, `Europe/Copenhagen`."""
        return self._shop.time_zone

    def to_the_second(self, at_ms: int) -> str:
        """A moment that is proof: by the shop's clock, with how far that is from UTC. An hour is twice each autumn."""
        at = self._here(at_ms)
        offset = f"{at:%z}"
        day, clock = (format_skeleton(skeleton, at, locale=self._locale) for skeleton in ("yMMMMd", "Hms"))
        return f"{day} {clock} {offset[:3]}:{offset[3:5]}"

    def _here(self, at_ms: int) -> datetime:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)
        with contextlib.suppress(OverflowError):  # the first or the last day that there is
            at = at.astimezone(ZoneInfo(self._shop.time_zone))
        return at

    def money(self, money: Money) -> str:
        """`1.299,00 kr.`, in the order of the language."""
        sign = f"units-sign-{money.currency.lower()}"
        try:
            digits = get_currency_precision(money.currency)
            form = f"#,##0.{'0' * digits}" if digits else "#,##0"
            amount = format_decimal(Decimal(money.amount), format=form, locale=self._locale)
        except InvalidOperation:
            amount = money.amount
        said = self._say(Phrase(sign)) if self.has(sign) else money.currency
        return self._say(Phrase("units-money", {"amount": amount, "sign": said}))

    def _capitalised(self, said: str, phrase: Phrase) -> str:
        """A sentence that begins with what a shop calls something: shops write such names as within a sentence."""
        begins = any(isinstance(each, Names) and said.startswith(self.write(each)) for each in phrase.args.values())
        return said[:1].upper() + said[1:] if begins else said

    def write(self, value: Argument) -> str:
        """One value by itself."""
        if isinstance(value, Phrase):
            return self.say(value)
        try:
            written = self._argument(value)
        except CannotSay as failed:
            log.error("a value cannot be written", language=self.language, why=str(failed))  # noqa: TRY400
            return NOTHING
        return str(format_decimal(written, locale=self._locale)) if isinstance(written, int) else written

    def _say(self, phrase: Phrase) -> str:
        args = {name: self._argument(value) for name, value in phrase.args.items()}
        if self._own.has_message(phrase.id):
            try:
                return _formatted(self._own, phrase.id, args)
            except CannotSay as failed:  # the shop's own word needs something that this phrase does not have
                BROKEN[self.language, phrase.id] += 1
                log.error("one of the shop's own words cannot be said", id=phrase.id, why=str(failed))  # noqa: TRY400
        return _formatted(_bundle(self.language, subject_of(phrase.id)), phrase.id, args)

    def _argument(self, value: Argument) -> str | int:  # noqa: PLR0911 - a kind a line
        match value:
            case Phrase():
                return self._say(value)
            case Names(by_language):
                return by_language.get(self.language) or next(iter(by_language.values()), "")
            case Day(at_ms):
                return self.date(at_ms)
            case Moment(at_ms):
                return self.moment(at_ms)
            case TimeOfDay(at_ms):
                return str(format_skeleton("Hm", self._here(at_ms), locale=self._locale))
            case Money():
                return self.money(value)
            case Number(number):
                return str(format_decimal(Decimal(number), locale=self._locale))
            case Several(items):
                return str(format_list([str(self._argument(each)) for each in items], locale=self._locale))
            case str() | int():
                return value


def in_english(phrase: Phrase | None) -> str:
    """For the log and for commands, which whoever keeps the hub reads; nothing for none."""
    return Words().of(FALLBACK).say_any(phrase)


def subject_of(id_: str) -> str:
    """The file that holds a message: the first word of its id."""
    return id_.partition("-")[0]


def own_words(language: str, words: Mapping[str, str]) -> FluentBundle:
    """What a shop says in place of ours."""
    bundle = _empty(language)
    for id_, text in words.items():
        bundle.add_resource(FluentResource(as_message(id_, text)))
    return bundle


def as_message(id_: str, text: str) -> str:
    """A shop's text as Fluent reads it: every line after the first is indented, whatever an editor did."""
    lines = text.strip().splitlines() or [""]
    return f"{id_} =\n" + "".join(f"    {line.strip()}\n" for line in lines)


@cache
def _bundle(language: str, subject: str) -> FluentBundle:
    """One file, read when somebody first needs it: all of a language take a fifth of a second."""
    bundle = _empty(language)
    try:
        text = (FOLDER / language / f"{subject}.ftl").read_text(encoding="utf-8-sig")
    except OSError as failed:
        log.error("words cannot be read", language=language, subject=subject, why=failed.strerror)  # noqa: TRY400
        return bundle
    bundle.add_resource(FluentResource(text))
    return bundle


def _empty(language: str) -> FluentBundle:
    # Our languages run left to right: marks around each argument would only break search and short messages.
    return FluentBundle([LOCALES.get(language, language).replace("_", "-")], use_isolating=False)


def _formatted(bundle: FluentBundle, id_: str, args: Mapping[str, Any]) -> str:
    if not bundle.has_message(id_):
        raise CannotSay("there is no such message")
    pattern = bundle.get_message(id_).value
    if pattern is None:
        raise CannotSay("the message has no text")
    said, errors = bundle.format_pattern(pattern, dict(args))
    if errors:
        raise CannotSay("; ".join(f"{type(each).__name__}: {each}" for each in errors))
    return str(said)

"""Puts the mirror together, from the audit log and the journal: what they do not hold, nobody can show."""

from collections.abc import Iterable, Sequence

from hub.ground.ground import Ground
from hub.ground.journal import Entry, MessageExposed, MessageSettled, MessageWithheld, VisitId
from hub.ground.shop.model import Shop
from hub.ground.words.phrase import Names, Phrase, phrase
from hub.ground.words.shop_names import name_of_line
from hub.ground.words.words import WordsIn
from hub.place.visits.repository import Visits
from hub.service.client_book.part import ClientBookPart
from hub.service.customer_view.helping import Helping
from hub.service.customer_view.mirror_model import ChannelWord, Mirror, MirroredVisit, Opening, PresentVisit, Word
from hub.service.customer_view.own_offers import OwnOffers
from hub.service.messages.exposures import NOT_SHOWN_RESULTS
from hub.service.staff.board import Board
from hub.trust.audit.log import AuditAction, AuditLine, AuditLog
from hub.trust.channels.service import Channels
from hub.trust.members.repository import MemberRecord

# A customer who comes every day sees the last two months; all of it comes with a request for access.
MOST_PAST_VISITS = 60
FORMER_WELCOME, FORMER_GENERAL = "welcome", "general"


class Mirrors:
    """One mirror at a time."""

    def __init__(
        self,
        ground: Ground,
        board: Board,
        visits: Visits,
        audit: AuditLog,
        channels: Channels,
        offers: OwnOffers,
        helping: Helping,
        clients: ClientBookPart,
    ) -> None:
        self._clients = clients
        self._campaign_name = offers.campaign_name
        self._offers = offers
        self._helping = helping
        self._now_ms = ground.now_ms
        self._words = ground.words
        self._shop = ground.shop
        self._board = board
        self._visits = visits
        self._journal = ground.journal
        self._audit = audit
        self._channels = channels

    def of(self, record: MemberRecord, language: str) -> Mirror:
        """What this member may see, which is everything."""
        words = self._words.of(language)
        lines: dict[VisitId | None, list[AuditLine]] = {}
        for line in self._audit.about(record.subject):
            lines.setdefault(line.entry.visit, []).append(line)
        told = self._journal.about(record.member, MessageExposed, MessageWithheld, MessageSettled)

        def mirrored(visit: VisitId, started_ms: int, ended_ms: int | None) -> MirroredVisit:
            about = lines.get(visit, [])
            return MirroredVisit(
                visit_id=visit,
                started_at_ms=started_ms,
                ended_at_ms=ended_ms,
                listed_on=len({each.entry.device for each in about if each.entry.deed is AuditAction.LISTED}),
                openings=self._openings(about, ended_ms, words),
                messages=self._messages(told, visit, words),
            )

        here = self._visits.of(record.member)
        past = self._visits.past(record.member, MOST_PAST_VISITS)
        return Mirror(
            language=language,
            visit=PresentVisit(
                **dict(mirrored(here.id, here.started_ms, None)),
                zone=self._board.zone_name(here.zone),
                asked_ms=here.asked_ms,
                help=self._helping.of(here, words),
                card=self._board.mirrored(here, language),
            )
            if here
            else None,
            channels=[
                ChannelWord(state=each, why=why_channel(each.reasons or ["open"], words))
                for each in self._channels.of(record)
            ],
            looks=self._openings(lines.get(None, []), None, words),
            offers=self._offers.of(record.member, words, self._now_ms()),
            looked_after=self._clients.for_member(record.member),
            past=[mirrored(each.id, each.started_ms, each.ended_ms) for each in past],
        )

    def _messages(self, told: Iterable[Entry], visit: VisitId, words: WordsIn) -> list[Word]:
        found: dict[tuple[str, str], Word] = {}
        for entry in told:
            match entry.event:
                case MessageExposed(_, where, campaign, variant) if where == visit:
                    # What was decided against before has come to be said.
                    found = {key: word for key, word in found.items() if key[0] != campaign}
                    found[campaign, ""] = Word(
                        at_ms=entry.at_ms,
                        campaign=campaign,
                        sent=True,
                        reason=variant,
                        why=why_it_came(campaign, variant, words, self._shop, self._campaign_name(campaign)),
                        result=None,
                        became=words.say(phrase("mirror-result-pending")),
                    )
                case MessageSettled(_, where, campaign, result) if where == visit and (campaign, "") in found:
                    became = said_of(f"mirror-result-{result}", words) or result
                    word = {"sent": result not in NOT_SHOWN_RESULTS, "result": result, "became": became}
                    found[campaign, ""] = found[campaign, ""].model_copy(update=word)
                case MessageWithheld(_, where, campaign, reason) if where == visit:
                    found[campaign, reason] = Word(
                        at_ms=entry.at_ms,
                        campaign=campaign,
                        sent=False,
                        reason=reason,
                        why=why_not(reason, words),
                        result=None,
                        became=None,
                    )
                case _:
                    pass
        return list(found.values())

    def _openings(self, lines: Sequence[AuditLine], ended_ms: int | None, words: WordsIn) -> list[Opening]:
        closed = {
            (each.entry.device, each.entry.request): each.at_ms
            for each in lines
            if each.entry.deed is AuditAction.CLOSED
        }
        found: list[Opening] = []
        for line in lines:
            entry = line.entry
            if entry.deed not in {AuditAction.OPENED, AuditAction.REFUSED}:
                continue
            opened = entry.deed is AuditAction.OPENED
            until = closed.get((entry.device, entry.request)) or self._audit.next_opening(entry.device, line.line)
            if ended_ms is not None:  # the end of a visit closes its card on every handheld
                until = min(until or ended_ms, ended_ms)
            reason = entry.reason or ""
            found.append(
                Opening(
                    at_ms=line.at_ms,
                    until_ms=until if opened else None,
                    by=entry.staff or words.say(phrase("mirror-staff")),
                    zone=self._board.zone_name(entry.zone) if entry.zone else None,
                    reason=reason,
                    why=said_of(f"mirror-opened-{reason}", words) or reason,
                    fields=list(entry.fields),
                    saw=list(dict.fromkeys(field_label(field, words, self._shop) for field in entry.fields)),
                    refused=not opened,
                )
            )
        return found


def why_it_came(campaign: str, variant: str, words: WordsIn, shop: Shop, name: str | None = None) -> str:
    """The campaign, and of the greeting that every hub had until 2026-11, why this text of it."""
    if campaign != FORMER_WELCOME:
        return words.say(phrase("mirror-rule-other", campaign=name or campaign))
    is_general = variant == FORMER_GENERAL
    text = phrase("mirror-text-general") if is_general else phrase("mirror-text-line", line=name_of_line(variant, shop))
    return f"{words.say(phrase('mirror-rule-welcome'))} {words.say(text)}"


def why_not(reason: str, words: WordsIn) -> str:
    """The reason to stay silent."""
    return said_of(f"mirror-silence-{reason}", words) or words.say(phrase("mirror-silence-other", reason=reason))


def why_channel(reasons: Sequence[str], words: WordsIn) -> str:
    """Why a channel is as it is; "open" is a reason of its own."""
    return " ".join(said_of(f"mirror-channel-{reason}", words) or reason for reason in reasons)


def field_label(name: str, words: WordsIn, shop: Shop) -> str:
    """What a field of the card is called; one of the shop's own facts by the shop's own label."""
    # Until 2026-11 each suggestion was a field of its own: suggestion_1, suggestion_2.
    name = "suggestions" if name.startswith("suggestion_") else name
    own = next((fact for fact in shop.facts if fact.key == name), None)
    return words.write(Names(own.label)) if own else said_of(f"card-field-{name}", words) or name


def said_of(code: str, words: WordsIn) -> str | None:
    """What a code means; None of one that has no words: a database may hold what a later version wrote."""
    id_ = code.replace("_", "-")
    return words.say(Phrase(id_)) if words.has(id_) else None

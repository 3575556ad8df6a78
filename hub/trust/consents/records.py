"""Lines of the ledger as consent records: ISO/IEC TS 27560:2023 in JSON-LD, in the W3C Data Privacy Vocabulary.

Fields as in the vocabulary group's guide "Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV" and its
draft of a second schema, which says where each stands (github.com/w3c/dpv, guides/consent-27560); the ISO text itself
was not read. The class names of the profiles are those of schema/dpv-27560.ttl there. Nothing is fetched: the context
stands in each record.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from hub.ground.words.languages import Language
from hub.trust.consents.ledger import Anchor, LedgerLine
from hub.trust.consents.parties import Controller, Parties, Recipient, not_set
from hub.trust.consents.processing import PROCESSING, Processing
from hub.trust.consents.purposes import Purpose, level_of
from hub.trust.consents.texts import Wording, all_versions, current_texts

JsonLd = dict[str, Any]

CONTEXT: dict[str, str] = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "dpv-27560": "https://w3id.org/dpv/schema/dpv-27560#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "pd": "https://w3id.org/dpv/pd#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    # What the standard has no field for. The name is reserved (RFC 2606): it says something, and leads nowhere.
    "goddag": "https://goddag.example/ns#",
}
# What comes from the customer data platform is never written down (docs/decisions/0004), but may outlast a visit.
IN_MEMORY = "in memory only: until it is withdrawn, the hub restarts, or profiles of others take the place"
# Random, fixed: a line's record has the same id in every export and receipt.
_RECORDS = uuid.UUID("0d3b7f0e-6c5b-4b58-9d4e-2f7c9a1e8b60")
_RIGHTS = ("A7-3", "A15", "A16", "A17", "A18", "A20", "A21", "A77")


def consent_records(lines: Iterable[LedgerLine], parties: Parties) -> Iterator[JsonLd]:
    """The record of each line, oldest first. `lines` must be all lines of each person that they name."""
    standing: set[tuple[str, Purpose]] = set()
    for line in lines:
        key = (line.subject, line.purpose)
        if line.until_ms is None:
            standing.discard(key)
            if line.granted:
                standing.add(key)
        yield consent_record(line, parties, stands=key in standing)


def consent_record(line: LedgerLine, parties: Parties, *, stands: bool) -> JsonLd:
    """One line. `stands`: whether, beyond choices for a visit, the purpose is given once this line is written."""
    record_id = _id_of(line)
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{record_id}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": [_ref("dpv-27560:record"), _ref("dpv-27560:record-eu-gdpr")],
        "dpv:hasIdentifier": str(record_id),
        "dct:created": _moment(line.at_ms),
        **({"dct:language": line.statement.language} if line.statement.language else {}),
        "dpv:hasDataSubject": {"@type": ["dpv:DataSubject", "dpv:Customer"], "dpv:hasIdentifier": line.subject},
        "dpv:hasDataController": _controller(parties.controller),
        "dpv:hasAuthority": {
            "@type": "dpv:DataProtectionAuthority",
            "dpv:hasName": parties.controller.authority or not_set("privacy_authority"),
        },
        "dpv:hasJurisdiction": _place(parties.controller),
        "dpv:hasLegalBasis": _ref("eu-gdpr:A6-1-a-non-explicit-consent"),
        "dpv:hasRight": [_ref(f"eu-gdpr:{article}") for article in _RIGHTS],
        "dpv:hasNotice": _notices(line, parties.controller),
        "dpv:hasProcess": _process(line, parties, stands=stands),
        "goddag:line": line.line,
        "goddag:lineHash": line.hash,
        "goddag:store": parties.store_id,
        "goddag:screen": line.statement.screen,
        "goddag:appVersion": line.statement.app_version,
        "goddag:actor": line.statement.actor,
    }


def receipt(
    lines: Iterable[LedgerLine],
    given: frozenset[Purpose],
    parties: Parties,
    anchor: Anchor,
    language: Language,
    at_ms: int,
) -> JsonLd:
    """The customer's own copy: every record of theirs, what holds now, and a mark that the ledger must hold later.

    `lines` are those of one person.
    """
    records = [
        {key: value for key, value in each.items() if key != "@context"} for each in consent_records(lines, parties)
    ]
    receipt_id = uuid.uuid5(_RECORDS, f"receipt {anchor} {at_ms} {[each['@id'] for each in records]}")
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{receipt_id}",
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": [_ref("dpv-27560:receipt"), _ref("dpv-27560:receipt-eu-gdpr")],
        "dpv:hasIdentifier": str(receipt_id),
        "dct:created": _moment(at_ms),
        "dct:language": language,
        "dct:hasPart": records,
        "goddag:given": sorted(purpose.value for purpose in given),
        "goddag:level": level_of(given).value,
        "goddag:ledgerAnchor": str(anchor),
    }


def state_of(line: LedgerLine, *, stands: bool) -> str:
    """The state after a line, as the standard names them.

    The end of a choice for one visit gives back what stands; a grant for the visit with nothing standing has expired.
    """
    if not line.expired:
        return "dpv:ConsentGiven" if line.granted else "dpv:ConsentWithdrawn"
    if stands:
        return "dpv:ConsentGiven"
    return "dpv:ConsentExpired" if line.granted else "dpv:ConsentWithdrawn"


def wording_shown(line: LedgerLine) -> Wording | None:
    """The very words that were shown; None when none were, or when they can no longer be proven."""
    shown = line.statement
    version = all_versions().get(shown.text_version)
    if version is None or shown.language not in version.by_language:
        return None
    if version.hash_of(shown.language) != shown.text_hash:
        return None
    return version.by_language[shown.language].purposes[line.purpose]


def _process(line: LedgerLine, parties: Parties, *, stands: bool) -> JsonLd:
    does, recipients = PROCESSING[line.purpose], parties.recipients_of(line.purpose)
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": _purpose(line, does),
        "dpv:hasPersonalData": [
            {
                "@type": "dpv:PersonalData",
                "skos:broader": _ref(data.term),
                "skos:prefLabel": data.what,
                "dpv:hasNecessity": _ref("dpv:Optional"),
            }
            for data in does.data
        ],
        "dpv:hasProcessing": [_ref(operation) for operation in does.operations],
        "dpv:hasDataSource": _ref("dpv:DataSubjectDataSource"),
        "dpv:hasStorageCondition": [_storage(does, parties)],
        "dpv:hasRecipient": [_recipient(each) for each in recipients],
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": "in the app, at any time: PUT /v1/app/consents/" + line.purpose.value,
        },
        "dpv:hasConsentStatus": _event(line, stands=stands),
    }


def _purpose(line: LedgerLine, does: Processing) -> JsonLd:
    words = wording_shown(line)
    if words is not None:
        language = line.statement.language
    else:  # nothing was shown: the purpose is named, but nobody says that these words were read
        words, language = current_texts().by_language["en"].purposes[line.purpose], "en"
    return {
        "@type": "dpv:Purpose",
        "skos:broader": [_ref(term) for term in does.broader],
        "dct:identifier": line.purpose.value,
        "skos:prefLabel": {"@value": words.title, "@language": language},
    }


def _event(line: LedgerLine, *, stands: bool) -> JsonLd:
    until = line.until_ms
    lasts = (
        {"@type": "dpv:EndlessDuration"}  # until it is withdrawn
        if until is None or (line.expired and stands)
        else {"@type": "dpv:UntilTimeDuration", "rdf:value": _moment(until)}
    )
    return {
        "@type": [state_of(line, stands=stands), "dpv:ExpressedConsent"],
        "dpv:isIndicatedAtTime": _moment(line.at_ms),
        "dpv:isIndicatedBy": line.statement.actor,
        "dpv:hasDuration": lasts,
        "goddag:forThisVisit": until is not None,
    }


def _notices(line: LedgerLine, controller: Controller) -> list[JsonLd]:
    about: JsonLd = {
        "@type": "dpv:PrivacyNotice",
        "dpv:hasAddress": controller.notice_url or not_set("privacy_notice_url"),
    }
    shown = line.statement
    if not shown.text_version:
        return [about]
    notice: JsonLd = {
        "@type": "dpv:ConsentNotice",
        "dct:hasVersion": shown.text_version,
        "dct:language": shown.language,
        "goddag:textHash": shown.text_hash,
    }
    words = wording_shown(line)
    if words is None:
        notice["goddag:wordingMissing"] = "the text of this version and language no longer has this hash"
    else:
        notice["goddag:wordingShown"] = [
            {"@value": part, "@language": shown.language} for part in (words.title, words.text)
        ]
    return [about, notice]


def _controller(controller: Controller) -> JsonLd:
    return {
        "@type": ["dpv:DataController", "dpv:LegalEntity"],
        "dpv:hasIdentifier": controller.number or not_set("controller_id"),
        "dpv:hasName": controller.name or not_set("controller_name"),
        "dpv:hasAddress": controller.address or not_set("controller_address"),
        "dpv:hasContact": [
            controller.contact or not_set("controller_contact"),
            controller.email or not_set("privacy_email"),
        ],
    }


def _recipient(each: Recipient) -> JsonLd:
    return {"@type": "dpv:Recipient", "dpv:hasName": each.host, "dct:description": f"{each.role}: {each.gets}"}


def _storage(does: Processing, parties: Parties) -> JsonLd:
    kept = (
        {"@type": "dpv:TemporalDuration", "rdf:value": f"P{parties.keep_days:g}D"}
        if does.kept
        else {"@type": "dpv:UntilEventDuration", "rdf:value": IN_MEMORY}
    )
    return {
        "@type": ["dpv:StorageLocation", "dpv:StorageDuration"],
        "dpv:hasLocation": _place(parties.controller),
        "dpv:hasDuration": kept,
    }


def _place(controller: Controller) -> Any:
    return _ref(f"loc:{controller.jurisdiction}") if controller.jurisdiction else not_set("jurisdiction")


def _id_of(line: LedgerLine) -> uuid.UUID:
    return uuid.uuid5(_RECORDS, f"{line.line} {line.hash}")


def _ref(term: str) -> JsonLd:
    return {"@id": term}


def _moment(at_ms: int) -> JsonLd:
    text = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"@type": "xsd:dateTime", "@value": text}

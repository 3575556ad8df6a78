"""What a store sets: each setting with its unit, its default and why. Read once at start."""

import re
import socket
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationInfo, field_validator, model_validator

from hub.ground.errors import CustomerSourceError
from hub.ground.standard_webhooks import key_of
from hub.ground.web.hosts import LOOPBACK, hosts_in
from hub.ground.web.network import proxies_of
from wire.settings import load_settings
from wire.urls import HTTP, MQTT, WebAddress, trouble_with_url, without_user

PREFIX = "GODDAG_HUB_"
# What orders have room for.
MOST_QUIET_HOURS = 8
MOST_NAMESPACES = 16
MOST_SECRETS = 2
# What goes into a header or an address of a request; anything else than letters that can be seen breaks each of them.
SENT_AS_THEY_ARE = (
    "cdp_token",
    "cdp_events_key",
    "odp_events_key",
    "odp_private_key",
    "ga4_api_secret",
    "till_square_token",
    "till_shopify_token",
    "push_token",
    "cdp_erasure_token",
)
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


class Settings(BaseModel):
    """Settings of a hub; each is also `GODDAG_HUB_<NAME>` in the environment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data_dir: Path = Field(Path("goddag-data"), description="Folder for the database, the keys and the broker's files.")
    floor_plan: Path = Field(description="The store's floor plan (TOML, metres).")
    host: str = Field("127.0.0.1", description="Address to serve on. Another than loopback needs staff_pin.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(8780, description="HTTP port of screens and APIs.")
    public_name: str | None = Field(
        None, description='Name by which browsers and apps reach this hub, e.g. "goddag.shop.example".'
    )
    allowed_hosts: str = Field(
        "",
        description="Further names and addresses under which the hub is reached, comma separated; others are refused."
        " Its own addresses, its machine's name, public_name, broker_name and the host of till_square_url need no"
        " mention.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of the reverse proxies before this hub, comma separated: they alone are"
        " believed about who asks (X-Forwarded-For, X-Forwarded-Proto). Without one, nobody is.",
    )
    broker_url: str = Field(
        "embedded", description='"embedded" starts nats-server; or mqtt://user@host:port of your own.'
    )
    broker_password: str | None = Field(None, description="Password for an external broker.")
    broker_ca_file: Path | None = Field(None, description="CA file for an external broker with TLS (mqtts://).")
    broker_host: str = Field("127.0.0.1", description="Address on which the embedded broker listens for edges.")
    broker_port: Annotated[int, Field(ge=1, le=65535)] = Field(1883, description="MQTT port of the embedded broker.")
    broker_tls: bool = Field(
        False, description="The broker takes certificates of the store's authority only, over TLS; edges enrol."
    )
    broker_name: str | None = Field(
        None, description="Name or address by which edges reach the embedded broker; without it, broker_host."
    )
    edge_certificate_hours: Annotated[float, Field(gt=0, le=24 * 30)] = Field(
        24.0, description="How long an edge's certificate counts; it is renewed after two thirds of that."
    )
    controller_name: str | None = Field(
        None, min_length=1, max_length=120, description="Who is responsible for the data (GDPR art. 4(7)): the firm."
    )
    controller_id: str | None = Field(
        None, min_length=1, max_length=60, description="The firm's number in the business register: CVR, org.nr."
    )
    controller_address: str | None = Field(None, min_length=1, max_length=200, description="The firm's postal address.")
    controller_contact: str | None = Field(
        None, min_length=1, max_length=120, description="How to reach the firm: a phone number, or a person's role."
    )
    privacy_email: str | None = Field(
        None, pattern=r"^[^@\s]+@[^@\s]+$", max_length=120, description="Where customers write about their data."
    )
    privacy_notice_url: WebAddress | None = Field(
        None, max_length=300, description="The firm's privacy notice; the QR code of the entrance sign."
    )
    jurisdiction: str | None = Field(
        None, pattern=r"^[A-Z]{2}$", description='Country whose law applies, and where the hub is: "DK", "NO", "SE".'
    )
    privacy_authority: str | None = Field(
        None, min_length=1, max_length=120, description="Supervisory authority that customers can complain to."
    )
    app_issuer: str | None = Field(
        None, min_length=1, description="`iss` of the customers' identity tokens (JWT); without it, nobody can enrol."
    )
    app_audience: str = Field("goddag", min_length=1, description="`aud` that identity tokens must be made for.")
    app_keys: str | None = Field(
        None, description="The issuer's public keys (JWKS): an https URL, or the path of a file."
    )
    app_claim: str = Field(
        "sub",
        min_length=1,
        description="Claim of identity tokens that holds the customer id, for a sign-in whose sub is an id of its own.",
    )
    marker: Annotated[int, Field(ge=0, le=0xFFFF)] = Field(
        0xFFF1, description="16-bit UUID that says a token follows. A placeholder: a chain uses its own SIG allocation."
    )
    beacon_namespaces: str = Field(
        "", description="Eddystone namespaces of the store's own beacons: 20 hex digits each, comma separated."
    )
    new_tokens_per_minute: Annotated[int, Field(ge=2, le=1_000_000)] | None = Field(
        None, description="How many tokens never heard before an edge believes per minute; without it, its own 600."
    )
    min_rssi_dbm: Annotated[float, Field(ge=-126, le=20)] | None = Field(
        None, description="Edges forget packets of tokens that are weaker: people who walk past outside."
    )
    quiet_hours: str = Field(
        "", description='When edges forget everything, by the store\'s wall: "22:00-06:00", comma separated.'
    )
    time_zone: str = Field("UTC", description='Where the store is, e.g. "Europe/Copenhagen"; for quiet_hours.')
    calibration_walkers: str = Field(
        "", description="Customer ids, comma separated, whose app may walk the store to calibrate it (/v1/app/walk)."
    )
    token_region: str = Field("goddag-1", description="Label mixed into the token keys; a new one voids every token.")
    token_day_keys: Path | None = Field(
        None,
        description="File of day keys from the chain's office (goddag-hub tokens day-keys): this hub then holds no root"
        " and erases older days from the file. Without it, the hub makes a root of its own.",
    )
    cdp_url: WebAddress | None = Field(
        None, description="Profile API of the customer data platform; without it, cards say so."
    )
    customers: Path | None = Field(
        None,
        description="File that says where customer data comes from, with the mapping of traits (customers.toml, see"
        " docs/connecting.md); instead of cdp_url.",
    )
    cdp_space: str = Field("default", description="Segment space id.")
    cdp_token: str = Field("", description="Access token of the profile API.")
    cdp_events_url: WebAddress | None = Field(
        None,
        description="Tracking API that is told of consent changes and corrections (Segment, RudderStack, Jitsu).",
    )
    cdp_events_key: str = Field("", description="Write key of that API's source.")
    cdp_events_vendor: Literal["segment", "rudderstack", "jitsu"] | None = Field(
        None,
        description="Whose API cdp_events_url is: visits and what came of them go there as well, as far as each member"
        " agreed; without it, only consent changes and corrections do.",
    )
    cdp_webhook_secrets: str = Field(
        "",
        description="Secrets (whsec_..., comma separated: two while one is replaced) with which POST /v1/cdp/consent is"
        " signed; without one, nobody may call it.",
    )
    odp_events_url: WebAddress | None = Field(
        None,
        description="Optimizely Data Platform that visits and what came of them go to, e.g."
        " https://api.eu1.odp.optimizely.com",
    )
    odp_events_key: str = Field("", description="Public key of that account: it may write and not read.")
    odp_private_key: str | None = Field(
        None,
        description="Private key of that account: its consents are read with it, once a day; without it, they are not.",
    )
    odp_identifier: str = Field(
        "fs_user_id", pattern=r"^[a-z][a-z0-9_]{0,60}$", description="The identifier there that holds the customer id."
    )
    odp_consent_identifier: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_]{0,60}$",
        description="The identifier there whose consent follows what customers answer here about offers by push; needs"
        " odp_private_key. The same as odp_identifier: only a no is told, which ends e-mail and SMS there as well."
        " Without it, no consent is changed there.",
    )
    ga4_url: WebAddress = Field(
        "https://region1.google-analytics.com", description="Where GA4 events go; region1 is the EU's."
    )
    ga4_measurement_id: str | None = Field(
        None,
        pattern=r"^G-[A-Z0-9]+$",
        description="GA4 web stream that visits of members who agreed to be measured are counted in; without it, none.",
    )
    ga4_api_secret: str = Field("", description="Measurement Protocol secret of that stream.")
    sensitive_products: Path | None = Field(
        None,
        description="The shop's own list of what is never kept, shown or used, beside the built-in one: words,"
        " categories of the shop, and what only looks like it (TOML; its shape: docs/privacy/sensitive.md).",
    )
    till_square_keys: str = Field(
        "",
        description="Signature keys of the Square webhook subscription; two, comma separated, while one is replaced.",
    )
    till_square_url: WebAddress | None = Field(
        None, description="Notification URL as it is registered at Square, byte for byte."
    )
    till_square_customer: str = Field(
        "{id}", pattern=r"^[^{}]*\{id\}[^{}]*$", description="The customer id made of Square's."
    )
    till_square_api: WebAddress = Field(
        "https://connect.squareup.com", description="Square's API, which is asked what was in a sale."
    )
    till_square_token: str = Field(
        "", description="Access token with the right to read orders; without it, sales of Square are amounts alone."
    )
    till_shopify_secrets: str = Field(
        "", description="Client secrets of the Shopify app; two, comma separated, while one is replaced."
    )
    till_shopify_shop: WebAddress | None = Field(
        None, description="Address of the Shopify shop, https://NAME.myshopify.com, for goddag-hub tills fetch."
    )
    till_shopify_token: str = Field("", description="Admin API access token (read_orders), for goddag-hub tills fetch.")
    till_shopify_client_id: str = Field(
        "", description="Instead of a token: client id of an app of the Dev Dashboard; its secret is asked with."
    )
    till_shopify_customer: str = Field(
        "{id}", pattern=r"^[^{}]*\{id\}[^{}]*$", description="The customer id made of Shopify's."
    )
    till_generic_secrets: str = Field(
        "", description="Secrets (whsec_...) of any till that sends Standard Webhooks; two while one is replaced."
    )
    till_mapping: Path | None = Field(
        None,
        description="File that says where in another till's JSON the parts of an order stand (till.toml, see"
        " docs/operating/purchases.md); without it, generic webhooks have our own shape.",
    )
    till_locations: str = Field(
        "",
        description="What tills call this shop, comma separated: orders of other shops join no visit here. Without it,"
        " every order in a store is of this one.",
    )
    keep_purchases_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        365.0, description="How long orders that tills told of are kept: last year's season, for the card."
    )
    push_url: WebAddress | None = Field(
        None,
        description="FCM HTTP v1 endpoint (https://fcm.googleapis.com); without it, no app message leaves.",
    )
    push_project: str | None = Field(
        None, pattern=r"^[a-z0-9][a-z0-9.:-]{0,60}$", description="FCM project id; without it, the service account's."
    )
    push_service_account: Path | None = Field(
        None,
        description="Private key file of a service account, as the Firebase console gives it: the hub gets its tokens"
        " with it and renews them before they end.",
    )
    push_token: str = Field(
        "",
        description="Fixed bearer token, for a push gateway of your own that wants one; Google's end within the hour.",
    )
    staff_pin: str | None = Field(None, min_length=4, description="PIN that opens the staff screens on a device.")
    staff_idle_minutes: Annotated[float, Field(ge=1, le=720)] = Field(
        30.0,
        description="A device on which the staff screens were not open for this long asks for the PIN again: it may be"
        " lying somewhere.",
    )
    keep_visits_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        90.0, description="How long visits, what was sent in them and what came of them are kept: a season to compare."
    )
    keep_journal_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        90.0, description="How long the journal is kept: as long as a customer may ask why a message came or did not."
    )
    keep_dormant_members_days: Annotated[float, Field(ge=30, le=3650)] = Field(
        730.0, description="A member whose app and phone were not seen for this long is erased: they forgot us."
    )
    keep_tombstones_days: Annotated[float, Field(ge=30, le=3650)] = Field(
        400.0,
        description="How long erasures and withdrawals are remembered against backups; older backups are refused.",
    )
    keep_backups_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        30.0, description="How long a backup is kept before the hub deletes it; what an erasure's receipt says."
    )
    corrections_elsewhere: str = Field(
        "this store cannot correct it itself: please tell the shop's customer service",
        min_length=1,
        description="What a customer who corrects something is told when cdp_events_url is not set: where to do it.",
    )
    cdp_erasure_url: WebAddress | None = Field(
        None, description="Segment's Public API, which is asked to delete who is erased here."
    )
    cdp_erasure_token: str = Field("", description="Token of the Public API, with the right to make regulations.")
    keep_audit_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        90.0,
        description="How long the audit log of opened cards is kept, names of associates included: as long as customers"
        " may ask who looked; it serves customers and security, never a judgement on colleagues.",
    )
    audit_names: bool = Field(
        True,
        description="Whether the audit log and the customer's mirror name the associate; without, the device only.",
    )
    most_opened_per_hour: Annotated[int, Field(ge=1, le=10_000)] = Field(
        30,
        description="More different customers than this opened by one device or person within an hour raise an alert:"
        " helping one takes minutes.",
    )
    most_opened_before_refusing: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="More than this within an hour are refused; without it, none are: an alert comes anyway."
    )
    clock_speed: Annotated[float, Field(gt=0, le=100)] = Field(1.0, description="Simulations only: time runs faster.")
    clock_anchor: FiniteFloat = Field(0.0, description="Simulations only: Unix time at which the faster clock started.")

    @property
    def namespaces(self) -> list[str]:
        """`beacon_namespaces` one by one, in lower case."""
        return _namespaces(self.beacon_namespaces)

    @property
    def webhook_secrets(self) -> list[str]:
        """`cdp_webhook_secrets` one by one."""
        return [each.strip() for each in self.cdp_webhook_secrets.split(",") if each.strip()]

    @property
    def walkers(self) -> frozenset[str]:
        """`calibration_walkers` one by one."""
        return frozenset(ref for each in self.calibration_walkers.split(",") if (ref := each.strip()))

    @property
    def quiet_minutes(self) -> list[tuple[int, int]]:
        """`quiet_hours` as minutes of the day."""
        return _spans(self.quiet_hours)

    @property
    def has_till(self) -> bool:
        """Whether purchases can come in."""
        return bool(self.till_square_keys or self.till_shopify_secrets or self.till_generic_secrets)

    @field_validator("allowed_hosts", "public_name")
    @classmethod
    def _are_hosts(cls, text: str | None) -> str | None:
        hosts_in(text or "")
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _are_proxies(cls, text: str) -> str:
        proxies_of(text)
        return text

    @field_validator("beacon_namespaces")
    @classmethod
    def _are_namespaces(cls, text: str) -> str:
        _namespaces(text)
        return text

    @field_validator("quiet_hours")
    @classmethod
    def _are_hours(cls, text: str) -> str:
        _spans(text)
        return text

    @field_validator("cdp_webhook_secrets")
    @classmethod
    def _are_secrets(cls, text: str) -> str:
        for each in filter(None, (piece.strip() for piece in text.split(","))):
            key_of(each)
        return text

    @field_validator(*SENT_AS_THEY_ARE)
    @classmethod
    def _fits_a_header(cls, text: str | None) -> str | None:
        if text is None:
            return None
        text = text.strip()  # as a file or a copied line ends
        if not text.isascii() or any(letter <= " " or letter == "\x7f" for letter in text):
            raise ValueError("it holds blanks or letters that no key has: copy it once more")
        return text

    @field_validator("till_square_keys", "till_shopify_secrets", "till_generic_secrets")
    @classmethod
    def _are_two_secrets(cls, text: str, about: ValidationInfo) -> str:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if len(parts) > MOST_SECRETS:
            raise ValueError(
                "one secret, or two while one is being replaced: each one counts for as long as it is here"
            )
        if about.field_name == "till_generic_secrets":
            for part in parts:
                key_of(part)
        return text

    @field_validator("time_zone")
    @classmethod
    def _is_a_place(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f'"{name}" is not a time zone such as Europe/Copenhagen') from None
        return name

    @field_validator("broker_url")
    @classmethod
    def _broker_can_be_reached(cls, url: str) -> str:
        instead = "the setting broker_password in the environment"
        if url != "embedded" and (trouble := trouble_with_url(url, MQTT, instead)):
            raise ValueError(f"it {trouble}")
        return url

    @field_validator("app_keys")
    @classmethod
    def _keys_can_be_read(cls, place: str | None) -> str | None:
        if place and "://" in place and (trouble := trouble_with_url(place, HTTP)):
            raise ValueError(f"it {trouble}")
        return place

    @model_validator(mode="after")
    def _can_check_identities(self) -> "Settings":
        if (self.app_issuer is None) != (self.app_keys is None):
            raise ValueError("app_issuer and app_keys go together: whose tokens count, and the keys to check them")
        if self.app_keys and self.app_keys.startswith("http://") and urlsplit(self.app_keys).hostname not in LOOPBACK:
            raise ValueError("app_keys over plain http could be anybody's: use https")
        return self

    @model_validator(mode="after")
    def _one_source(self) -> "Settings":
        if self.customers is not None and self.cdp_url is not None:
            raise ValueError("customers and cdp_url both say where customer data comes from: set one of them")
        return self

    @model_validator(mode="after")
    def _exports_are_whole(self) -> "Settings":
        if self.cdp_events_vendor and self.cdp_events_url is None:
            raise ValueError("cdp_events_vendor says whose API cdp_events_url is: set that as well")
        for url, key in (
            ("cdp_events_url", "cdp_events_key"),
            ("odp_events_url", "odp_events_key"),
            ("cdp_erasure_url", "cdp_erasure_token"),
        ):
            if getattr(self, url) and not getattr(self, key):
                raise ValueError(f"{url} needs {key}: nothing is taken there without it")
        if self.ga4_measurement_id and not self.ga4_api_secret:
            raise ValueError(
                "ga4_measurement_id needs ga4_api_secret: the service answers 2xx without it, and counts nothing"
            )
        if self.odp_private_key and self.odp_events_url is None:
            raise ValueError("odp_private_key belongs to the account at odp_events_url: set that as well")
        if self.odp_consent_identifier and self.odp_private_key is None:
            raise ValueError("odp_consent_identifier needs odp_private_key: the public key may not change consents")
        return self

    @model_validator(mode="after")
    def _can_push(self) -> "Settings":
        ways = [self.push_service_account is not None, bool(self.push_token)]
        if self.push_url is None:
            if any(ways):
                raise ValueError("push_service_account and push_token belong to the gateway at push_url: set that too")
            return self
        if sum(ways) != 1:
            raise ValueError(
                "push_url needs push_service_account (the private key file from the Firebase console), or push_token"
                " for a gateway that wants a fixed token: set one of them"
            )
        if self.push_project is None and self.push_service_account is None:
            raise ValueError("push_url with push_token needs push_project: the id of the project at the gateway")
        return self

    @model_validator(mode="after")
    def _can_check_square(self) -> "Settings":
        if bool(self.till_square_keys) != (self.till_square_url is not None):
            raise ValueError("till_square_keys and till_square_url go together: Square signs the address as well")
        return self

    @model_validator(mode="after")
    def _outlive_backups(self) -> "Settings":
        if self.keep_backups_days > self.keep_tombstones_days:
            raise ValueError("keep_tombstones_days must not be below keep_backups_days: erased people would come back")
        return self

    @model_validator(mode="after")
    def _alert_before_refusing(self) -> "Settings":
        if (
            self.most_opened_before_refusing is not None
            and self.most_opened_before_refusing < self.most_opened_per_hour
        ):
            raise ValueError("most_opened_before_refusing is below most_opened_per_hour: raise it, or leave it out")
        return self

    @model_validator(mode="after")
    def _guard_the_screens(self) -> "Settings":
        if self.host not in LOOPBACK and self.staff_pin is None:
            raise ValueError(
                f"host {self.host} shows customers to the whole network: set staff_pin as well, for example in"
                " GODDAG_HUB_STAFF_PIN"
            )
        return self

    def broker_address_for_edges(self) -> str:
        """The URL of the broker as edges are told it."""
        if self.broker_url != "embedded":
            return without_user(self.broker_url)  # the hub's own user and password are nobody else's
        return f"{'mqtts' if self.broker_tls else 'mqtt'}://{in_url(self.broker_name_for_edges())}:{self.broker_port}"

    def profile_urls(self) -> tuple[str, ...]:
        """Where profiles of customers are read: what papers and people are told. Raises `CustomerSourceError`."""
        if self.customers is None:
            return (self.cdp_url,) if self.cdp_url else ()
        return tuple(url for _, url in self._sources(self.customers))

    def unomi_urls(self) -> tuple[str, ...]:
        """Those of them that are told of consents as well. Raises `CustomerSourceError`."""
        return tuple(url for kind, url in self._sources(self.customers) if kind == "unomi") if self.customers else ()

    def _sources(self, file: Path) -> list[tuple[str, str]]:
        """Kind and address of each."""
        try:
            sources = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("source", [])
            return [(str(each.get("kind")), str(each["url"])) for each in sources if "url" in each]
        except OSError as error:
            raise CustomerSourceError(f"cannot read {file}: {error.strerror}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError):
            raise CustomerSourceError(f"{file} is no file of sources: see docs/connecting.md.") from None

    def broker_name_for_edges(self) -> str:
        """The name or address that stands in the embedded broker's certificate."""
        if self.broker_name:
            return self.broker_name
        return socket.gethostname() if self.broker_host in EVERYWHERE else self.broker_host


def in_url(host: str) -> str:
    """An IPv6 address goes in brackets."""
    return f"[{host}]" if ":" in host else host


def _namespaces(text: str) -> list[str]:
    """Raises `ValueError` with the form."""
    found = [part for part in (piece.strip().lower() for piece in text.split(",")) if part]
    for part in found:
        if re.fullmatch(r"[0-9a-f]{20}", part) is None:
            raise ValueError(f'"{part}" is not an Eddystone namespace: 20 hex digits, as the beacon\'s app shows it')
    if len(found) > MOST_NAMESPACES:
        raise ValueError(f"at most {MOST_NAMESPACES} namespaces")
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    """Raises `ValueError` with the form."""
    spans: list[tuple[int, int]] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", part)
        if found is None:
            raise ValueError(f'"{part}" is not like 22:00-06:00')
        h1, m1, h2, m2 = map(int, found.groups())
        start, end = h1 * 60 + m1, h2 * 60 + m2
        if start == end:
            raise ValueError(f'"{part}" begins and ends at the same minute')
        spans.append((start, end))
    if len(spans) > MOST_QUIET_HOURS:
        raise ValueError(f"at most {MOST_QUIET_HOURS} spans")
    return spans


# Where a floor plan must be named and is not opened.
NO_FLOOR_PLAN = Path("no-floor-plan.toml")


def read_settings(file: Path | None, *, without_floor_plan: bool = False, **overrides: Any) -> Settings:
    """Settings from command line, environment and file, in this order. Raises `SettingsError`.

    `without_floor_plan`: for whoever does not open it, it need not be set.
    """
    defaults = {"floor_plan": NO_FLOOR_PLAN} if without_floor_plan else {}
    return load_settings(Settings, PREFIX, file, overrides, defaults=defaults)

"""The certificate that this hub serves with: loaded from its files, and loaded again when they change.

Every connection takes the context that is there when it comes, so what cannot be used never touches what is served:
another context is made of the new files, looked at, and only then put in place of the last one.
"""

import ssl
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from hub.ground.errors import HttpsUnusable
from hub.ground.web.https.authority import BrowserAuthority
from hub.ground.web.https.pair import OF_TIME, Certificate, Fault, Objection, objection_to, read_pair
from hub.ground.words.phrase import phrase
from hub.ground.words.words import in_english

# Files may be replaced while they are read; somebody who replaces them for ever is found at the next look.
READS = 3

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Files:
    """Where a pair stands; both may be one file."""

    certificate: Path
    key: Path

    def read(self) -> tuple[bytes, bytes] | Objection:
        """What is in them now."""
        read: list[bytes] = []
        for file in (self.certificate, self.key):
            try:
                read.append(file.read_bytes())
            except OSError as error:
                why = error.strerror or type(error).__name__
                return Objection(Fault.FILE, phrase("health-https-file", file=str(file), why=why))
        return read[0], read[1]

    def marks(self) -> tuple[object, ...]:
        """What changes when they do: also when a link points elsewhere, or somebody is let in."""
        return tuple(_mark(file) for file in (self.certificate, self.key))


class Https:
    """Which certificate is served, and how it is with it."""

    def __init__(self, name: str, files: Files, authority: BrowserAuthority | None, now: Callable[[], float]) -> None:
        """Raises `HttpsUnusable` where there is nothing that could be served."""
        self.name = name
        self.authority = authority
        """The hub's own; None where the certificate is somebody else's."""
        self.reloads: Counter[str] = Counter()
        """Looks at files that had changed: "loaded", or why not."""
        self.failed_handshakes = 0
        self.not_loaded: Objection | None = None
        """Why what stands in the files now is not served."""
        self._files = files
        self._now = now
        self._named: dict[str, ssl.SSLContext] = {}
        if authority:
            authority.renew(now())
        self._marks = files.marks()
        loaded = load(files)
        objection = loaded if isinstance(loaded, Objection) else objection_to(loaded[0], name, now())
        # A certificate that has ended opens no browser, and a hub that does not start opens none either: edges work
        # on, and the renewed file is found without anybody. The same for a clock that is wrong while a machine boots.
        if isinstance(loaded, Objection) or (objection and objection.fault not in OF_TIME):
            assert objection  # noqa: S101 - for the type checker
            raise HttpsUnusable(f"HTTPS cannot be served: {in_english(objection.phrase)}. See goddag-hub https check.")
        self.certificate, self._context = loaded
        self._choose(self._context)
        if objection:
            log.error("browsers refuse this hub's certificate", why=in_english(objection.phrase))

    @property
    def context(self) -> ssl.SSLContext:
        """For a connection that comes now."""
        return self._context

    @property
    def objection(self) -> Objection | None:
        """Why browsers refuse what is served now."""
        return objection_to(self.certificate, self.name, self._now())

    @property
    def in_force(self) -> bool:
        """Whether browsers that trust its issuer take what is served."""
        return self.certificate.in_force(self._now())

    @property
    def is_late(self) -> bool:
        """Whether it ought to have been renewed."""
        return self.certificate.is_late(self._now())

    def also_as(self, pairs: Mapping[str, Path]) -> None:
        """Programs of ours that ask for one of these names get that pair. Raises `HttpsUnusable`."""
        for name, file in pairs.items():
            loaded = load(Files(file, file))
            if isinstance(loaded, Objection):
                raise HttpsUnusable(f"{in_english(loaded.phrase)}.")
            self._named[name] = loaded[1]

    def look_again(self) -> None:
        """Renew what is ours, and load what has changed. Whatever is wrong with it, what is served stays."""
        if self.authority:
            try:
                self.authority.renew(self._now())
            except HttpsUnusable as error:
                log.error("the hub's certificate is not renewed", why=str(error))  # noqa: TRY400 - the text says it
        marks = self._files.marks()
        # What counts only from later on is looked at until then.
        if marks == self._marks and not (self.not_loaded and self.not_loaded.fault is Fault.EARLY):
            return
        self._marks = marks
        loaded = load(self._files)
        objection = loaded if isinstance(loaded, Objection) else objection_to(loaded[0], self.name, self._now())
        self.not_loaded = objection
        self.reloads[objection.fault.value if objection else "loaded"] += 1
        if objection or isinstance(loaded, Objection):
            why = in_english(objection.phrase) if objection else ""
            log.warning("the certificate's files have changed and are not used: the last one is served on", why=why)
            return
        self.certificate, self._context = loaded
        self._choose(self._context)
        log.info("another certificate is served from now on", ends_at=round(self.certificate.ends_at))

    def _choose(self, context: ssl.SSLContext) -> None:
        def chosen(shown: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
            if name in self._named:
                shown.context = self._named[name]

        context.sni_callback = chosen


def load(files: Files) -> tuple[Certificate, ssl.SSLContext] | Objection:
    """A context of its own made of the files, or why there is none."""
    for _ in range(READS):
        read = files.read()
        if isinstance(read, Objection):
            return read
        pair = read_pair(*read, str(files.certificate), str(files.key))
        if isinstance(pair, Objection):
            return pair
        loaded = _loaded(files, pair)
        if files.read() == read:  # the library reads them itself: it has read what was looked at
            return loaded
    why = "it is being written"
    return Objection(Fault.FILE, phrase("health-https-file", file=str(files.certificate), why=why))


def _loaded(files: Files, pair: Certificate) -> tuple[Certificate, ssl.SSLContext] | Objection:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A stranger who begins anew again and again would have the processor.
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    try:
        # Without a password for it the library would ask for one, at the terminal.
        context.load_cert_chain(files.certificate, files.key, password="")
    except (ssl.SSLError, OSError):
        return Objection(Fault.CERTIFICATE, phrase("health-https-certificate", file=str(files.certificate)))
    return pair, context


def _mark(file: Path) -> object:
    try:
        found = file.stat()
    except OSError as error:
        return error.errno
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

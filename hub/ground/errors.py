"""What can go wrong in a hub.

HubError
    FloorPlanError     the floor plan cannot be used; the text names the file, the entry and the field
    ShopFileError      shop.toml cannot be used; the text names the file, the line and the key
    BrokerFailed       the embedded broker does not start (port taken, binary missing)
    BackupUnusable     a backup cannot be made or restored
    DatabaseFailed     the database file cannot be opened or written
      RefusalKept      ... and what a customer refused holds all the same; says whether it outlives the process
        DatabaseBusy       another process writes, and did not let go of it in time
        DatabaseDamaged    pages of it cannot be read any more
        DatabaseNewer      a newer version of the hub has written it
    DatabaseMissing    the files of a hub are there, and its database is not
    EdgeExists         an edge of that name is registered already
    AuthorityUnusable  the store's certificate authority is missing its file, or is not one
    HttpsUnusable      a certificate, its key or the browser authority cannot be used; the text names the file
    SensitiveListError the list of sensitive products cannot be used; the text names the file and the place
    CustomerSourceError customers.toml or a file of customer data cannot be used; the text names the file and the place
    PushCredentialsError the push gateway's service account cannot be used; the text names the file
    TillMappingError   the mapping of a till's JSON cannot be used; the text names the file, the line and the key
    CatalogueError     a catalogue, its mapping or a feed cannot be used; the text names the file and the line
    PastOrdersError    a file of past orders, or its mapping, cannot be used; the text names the file and the line
    InsightError       a trained model cannot be read, made or used; the text says why
      InsightNewer       a newer version of the hub has written what is known of the models
    TillFetchError     what a till told cannot be fetched again; the text says who refused, and the next step
    CampaignRefused    a step of a campaign may not be taken; the text says why (hub/service/campaigns/refused.py)
    MistakesInFile     a campaign's file cannot be started; the text names each place
    HubRuns            another hub runs in the data folder
    PaperError         a report or sign cannot be made from the settings; the text names what is missing
    KeysUnreadable     the token root or the file of day keys is missing, is none, or may not be where it is
"""


class HubError(Exception):
    """The root of every error of the hub that a person may see."""


class FloorPlanError(HubError):
    """The floor plan cannot be used as it is."""


class ShopFileError(HubError):
    """shop.toml cannot be used as it is."""


class BrokerFailed(HubError):
    """The embedded broker cannot be started."""


class DatabaseFailed(HubError):
    """The database cannot be used."""


class DatabaseBusy(DatabaseFailed):
    """Another process writes to the database."""


class DatabaseDamaged(DatabaseFailed):
    """The database's file is not what was written."""


class DatabaseNewer(DatabaseFailed):
    """The database has been brought further than this version knows."""


class DatabaseMissing(HubError):
    """The folder belongs to a hub whose database is gone."""


class RefusalKept(DatabaseFailed):
    """What a customer refused holds from now on; the database gets it as soon as it takes it."""

    def __init__(self, *, outlives: bool, whole: bool) -> None:
        super().__init__("the database cannot be written: what was refused holds, and waits to be written")
        self.outlives = outlives
        """Whether it is kept on the disk, and not in memory alone."""
        self.whole = whole
        """Whether that was all that was asked for."""


class BackupUnusable(HubError):
    """A backup cannot be made or restored."""


class EdgeExists(HubError):
    """That edge is registered already."""


class AuthorityUnusable(HubError):
    """The certificate authority cannot be used."""


class HttpsUnusable(HubError):
    """HTTPS cannot be served with what is there."""


class SensitiveListError(HubError):
    """The list of what is never shown cannot be used."""


class CustomerSourceError(HubError):
    """Where customer data comes from cannot be used as it is configured, or the file of it cannot be read."""


class PushCredentialsError(HubError):
    """The key file of the push gateway's service account cannot be used."""


class TillMappingError(HubError):
    """The mapping of a till's JSON cannot be used as it is."""


class CatalogueError(HubError):
    """A file of articles, or the mapping of one, cannot be used as it is."""


class PastOrdersError(HubError):
    """A file of past orders, or the mapping of one, cannot be used as it is."""


class InsightError(HubError):
    """A model cannot be read, made or used as things are."""


class InsightNewer(InsightError):
    """What is known of the models was written by a version that knows more."""


class TillFetchError(HubError):
    """A till's platform cannot be asked for a period, or the hub does not take what it told."""


class KeysUnreadable(HubError):
    """The key file cannot be used."""


class PaperError(HubError):
    """A report or a sign cannot be made as things are."""


class HubRuns(HubError):
    """Another hub runs in the data folder."""

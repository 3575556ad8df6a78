"""What to do about a source of customer data that does not answer."""

from collections.abc import Mapping

from hub.knowledge.customers.port import GIVE_UP_SECONDS, SourceStatus

NEXT_STEPS: Mapping[SourceStatus, str] = {
    SourceStatus.TIMEOUT: f"It did not answer within {GIVE_UP_SECONDS:g} s. Check url, region and firewall.",
    SourceStatus.UNREACHABLE: "It cannot be reached. Check the url, the name in it and the firewall.",
    SourceStatus.AUTH: "It refused the key. Check key or key_env, and that the key may read profiles.",
    SourceStatus.SOMEBODY_ELSE: "It answered about somebody else than who was asked for, and nothing of that is taken."
    " Check url, id and identifier, and that no session or cache in between answers.",
    SourceStatus.UNSENDABLE: "This cannot be sent. Check the url, and key or key_env for blanks and line breaks.",
    SourceStatus.PACED: "It asked to slow down. Wait, or lower requests_per_second.",
    SourceStatus.BAD_REPLY: "It answered something else than its documentation says. Check the url (region, path,"
    " redirects) and the kind.",
}

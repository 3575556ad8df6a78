"""Consent notices to Optimizely Data Platform: `POST /v3/consent`, its one answer about marketing for an identifier."""

from hub.knowledge.customers.consent_notices import ConsentNotice, NoticeResult
from hub.knowledge.customers.notice_post import NoticePost
from hub.trust.consents.purposes import Purpose


class OdpConsentUpdates:
    """One account, with its private key.

    `for_all_marketing`: the identifier's answer counts for e-mail and SMS as well. Then a no is told, as the strictest
    wins, and a yes is not: who agrees to push has not agreed to e-mail.
    """

    name = "odp"

    def __init__(self, post: NoticePost, url: str, key: str, identifier: str, *, for_all_marketing: bool) -> None:
        self._post = post
        self._url = f"{url.rstrip('/')}/v3/consent"
        self._headers = {"x-api-key": key}
        self._identifier = identifier
        self._for_all_marketing = for_all_marketing

    async def tell(self, notice: ConsentNotice) -> NoticeResult:
        """The answer about offers by push. Told twice it is the same answer of the same moment."""
        said = notice.answers.get(Purpose.MARKETING_PUSH)
        if said is None or (said.granted and self._for_all_marketing):
            return NoticeResult.NOTHING_TO_TELL
        update = {
            "identifier_field_name": self._identifier,
            "identifier_value": notice.customer_ref,
            "consent": said.granted,
            "consent_update_reason": "answered in the store's app",
            "consent_update_ts": said.at_ms // 1000,
        }
        told, answer = await self._post.post(self._url, self._headers, [update])
        if told is NoticeResult.TOLD and (not isinstance(answer, dict) or answer.get("status") != 202):  # pyright: ignore[reportUnknownMemberType]
            return NoticeResult.LATER
        return told

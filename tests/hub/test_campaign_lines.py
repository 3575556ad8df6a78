"""What a campaign would have staff say: on the card of who is here, and gone with the campaign."""

from pathlib import Path

from whole_hub import open_shop

from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.gate import take_step
from hub.service.campaigns.life import Person, Role, Step
from simulators.campaigns import WELCOME, start

TELL = CampaignDocument.model_validate(
    {
        **WELCOME.model_dump(mode="json", by_alias=True),
        "id": "tell",
        "name": "Ask for the ride",
        "action": "nudge",
        "priority": 90,
        "variants": [
            {"id": "one", "text": {"en": {"title": "Ask how the ride was"}, "da": {"title": "Spørg til turen"}}}
        ],
    }
)


async def test_the_line_is_on_the_card_in_the_readers_language_and_goes_when_the_campaign_is_stopped(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path) as shop:
        start(shop.hub, [TELL])
        await shop.customer()
        await shop.settled()  # what was decided is an event itself
        handheld = await shop.handheld()
        for language, said in (("en", "Ask how the ride was"), ("da", "Spørg til turen")):
            [row] = (await handheld.get("/api/staff/nearby", params={"language": language})).json()["visits"]
            assert [line["text"] for line in row["card"]["campaigns"]] == [said]
            assert [line["source"] for line in row["card"]["campaigns"]] == ["Ask for the ride"]
            assert [line["is_nudge"] for line in row["card"]["campaigns"]] == [True]
        repository, now_ms = shop.hub.campaigns.repository, shop.hub.ground.now_ms()
        take_step(repository, "tell", Step.STOP, Person("Birgit", Role.STORE), now_ms, note="enough")
        [member] = [each.member for each in shop.hub.visits.visits.all_open()]
        await shop.hub.staff.composer.compose_anew(member)
        [row] = (await handheld.get("/api/staff/nearby")).json()["visits"]
        assert row["card"]["campaigns"] == []

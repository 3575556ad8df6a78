"""A no elsewhere, from the webhook to the board, the mirror and what a customer gets on request."""

import json

from whole_hub import SECRET, open_shop, signed


async def test_a_no_elsewhere_ends_the_visit_and_the_customer_sees_why(tmp_path) -> None:
    async with open_shop(tmp_path, cdp_webhook_secrets=SECRET) as shop:
        phone = await shop.customer(level="greet_me_by_name")
        assert (await phone.mirror())["visit"]
        now = shop.hub.ground.clock.wall()
        answers = [{"channel": "in_store", "granted": False}, {"channel": "email", "granted": True}]
        body = json.dumps(
            {"type": "consent.updated", "data": {"customer_ref": phone.persona.ref, "consents": answers}}
        ).encode()
        async with shop.client() as platform:
            refused = await platform.post("/v1/cdp/consent", content=body, headers=signed(body + b" ", now))
            assert refused.status_code == 401
            taken = await platform.post("/v1/cdp/consent", content=body, headers=signed(body, now + 1))
            assert taken.status_code == 204
        await shop.settled()
        mirror = await phone.mirror("da")
        assert mirror["visit"] is None
        seen = {each["state"]["channel"]: each for each in mirror["channels"]}
        assert seen["in_store"]["state"]["reasons"] == ["not_agreed_here", "denied_elsewhere"]
        assert "et andet sted i kæden" in seen["in_store"]["why"]
        assert seen["email"]["state"]["is_open"]
        held = await phone.held()
        assert held["channels"] == [each["state"] for each in mirror["channels"]]
        [table] = [each for each in held["everything"] if each["table"] == "channel_consents"]
        assert {row["channel"] for row in table["rows"]} == {"in_store", "email"}

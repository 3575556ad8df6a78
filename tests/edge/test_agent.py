"""The agent as a process: a controller on one side, a broker and a hub on the other."""

import secrets

TOKEN = secrets.token_bytes(16)


async def test_a_token_in_the_air_becomes_a_sighting_on_mqtt(controller, broker, hub, make_agent, until, air) -> None:
    make_agent(broker.url)
    await until(lambda: controller.scanning, "the scan")
    await controller.hear(air.android(TOKEN, epoch=9), rssi=-61)
    await until(lambda: hub.events(), "a sighting")

    (event,) = hub.events().values()
    assert (event["kind"], event["token"], event["epoch"]) == ("token", TOKEN.hex(), 9)
    assert (event["rssi_dbm"], event["packets"], event["seq"]) == (-61, 1, 1)

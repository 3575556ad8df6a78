"""`goddag-edge doctor` says what is wrong and what to do; metrics say how an edge is."""

import asyncio
import os
import sys
import urllib.request
from pathlib import Path

import pytest
import warm

DOCTOR = [Path(sys.executable).parent / "goddag-edge", "doctor"]


async def examine(**settings: str) -> tuple[int, dict[str, str], str]:
    """Exit code, the word and text by subject, everything."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("GODDAG_", "DBUS_"))}
    environ |= {f"GODDAG_EDGE_{name}": value for name, value in settings.items()}
    done = await asyncio.to_thread(warm.run, *DOCTOR, environment=environ)
    found = {line[6:18].strip(): line for line in done.stdout.splitlines() if line.startswith(("ok", "WRONG"))}
    return done.returncode, found, done.stdout + done.stderr


async def test_on_a_machine_without_bluetooth_and_broker_each_fault_has_its_next_step(tmp_path, unused_port) -> None:
    if Path("/sys/class/bluetooth").is_dir():
        pytest.skip("this machine has Bluetooth")
    code, found, said = await examine(
        STORE="demo", EDGE="edge-1", DATA_DIR=str(tmp_path), BROKER_URL=f"mqtt://127.0.0.1:{unused_port}"
    )
    assert code == 1
    assert "this machine has no Bluetooth at all" in found["adapter"]
    assert "goddag-hub edges add edge-1" in said
    assert found["broker"].startswith("WRONG")
    assert found["disk"].startswith("ok")
    assert said.count("next step:") == sum(line.startswith("WRONG") for line in said.splitlines())


async def test_where_all_is_well_it_says_so_beside_a_running_hub(tmp_path, controller, broker, hub, until, air) -> None:
    async def talk() -> None:
        while True:
            await controller.hear(air.android(bytes(16)))
            await asyncio.sleep(0.2)

    async def order() -> None:
        while True:
            await hub.order()
            await asyncio.sleep(0.2)

    # Apart: the doctor lets go of the radio before it asks for orders.
    living = asyncio.gather(talk(), order(), return_exceptions=True)
    code, found, said = await examine(
        STORE="demo", EDGE="edge-1", DATA_DIR=str(tmp_path), BROKER_URL=broker.url, BROKER_PASSWORD="x",
        RADIO=f"hci:unix:{controller.path}",
    )  # fmt: skip
    living.cancel()
    assert code == 0, said
    assert "all is well" in said
    assert set(found) == {"disk", "clock", "adapter", "listening", "enrolment", "broker"}


async def test_a_hub_that_never_gave_orders_and_a_deaf_radio_are_told(tmp_path, controller, broker) -> None:
    code, found, _ = await examine(
        STORE="demo", EDGE="edge-1", DATA_DIR=str(tmp_path), BROKER_URL=broker.url, BROKER_PASSWORD="x",
        RADIO=f"hci:unix:{controller.path}",
    )  # fmt: skip
    assert code == 1
    assert "nothing was heard" in found["listening"]
    assert "no orders" in found["broker"]


async def test_a_setting_that_is_wrong_is_one_sentence(tmp_path) -> None:
    code, _, said = await examine(STORE="demo", EDGE="edge-1", DATA_DIR=str(tmp_path), RADIO="bluetooth")
    assert code == 2
    assert 'setting "radio"' in said


async def test_metrics_are_served_on_this_machine_only_and_name_nobody(
    controller, broker, hub, make_agent, until, air, unused_port
) -> None:
    make_agent(broker.url, GODDAG_EDGE_METRICS_PORT=str(unused_port))
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    token = bytes(range(16))
    await controller.hear(air.android(token))
    await controller.hear(b"\x02\x01\x06")
    await until(hub.events, "the sighting")

    def scrape() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{unused_port}/metrics", timeout=60) as answer:
            return answer.read().decode()

    # While the disk answers slowly, the event is counted as waiting and as written at once.
    await until(lambda: "goddag_edge_outbox_events 1.0" in scrape(), "one event in the outbox")
    text = await asyncio.to_thread(scrape)
    assert "goddag_edge_heard_total 2.0" in text
    assert 'goddag_edge_forgotten_total{reason="stranger"} 1.0' in text
    assert "goddag_edge_clock_trusted 1.0" in text
    assert token.hex() not in text


async def test_a_port_that_is_taken_costs_the_metrics_and_not_the_ears(
    controller, broker, hub, make_agent, until
) -> None:
    agent = make_agent(broker.url, GODDAG_EDGE_METRICS_PORT=str(broker.port))
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    assert agent.said("metrics_not_served") == 1


async def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path, unused_port) -> None:
    code, found, said = await examine(
        STORE="demo", EDGE="edge-1", DATA_DIR=str(tmp_path / "typo"), BROKER_URL=f"mqtt://127.0.0.1:{unused_port}"
    )
    assert code == 1
    assert found["disk"].startswith("WRONG")
    assert "see that data_dir is right" in said
    assert not (tmp_path / "typo").exists()


async def test_a_clock_that_was_ahead_once_leaves_a_way_back(tmp_path, unused_port) -> None:
    (tmp_path / "time_floor").write_text("4102444800\n")  # 2100
    _, found, said = await examine(
        STORE="demo", EDGE="edge-1", DATA_DIR=str(tmp_path), BROKER_URL=f"mqtt://127.0.0.1:{unused_port}"
    )
    assert found["clock"].startswith("WRONG")
    assert f"remove {tmp_path / 'time_floor'}" in said


async def test_a_bridge_of_which_one_setting_is_there_is_told_what_it_still_needs(tmp_path, unused_port) -> None:
    common = {"STORE": "demo", "EDGE": "edge-1", "DATA_DIR": str(tmp_path)}
    broker = f"mqtt://127.0.0.1:{unused_port}"
    code, _, said = await examine(**common, BROKER_URL=broker, GATEWAY_PASSWORD="secret")
    assert (code, "GODDAG_EDGE_DIALECT" in said, "secret" in said) == (2, True, False)
    whole = {"DIALECT": "theengs", "GATEWAY": "kitchen", "GATEWAY_URL": broker}
    code, found, _ = await examine(**common, BROKER_URL=broker, **whole)
    assert code == 1
    assert found["gateway"].endswith("listening shows whether it speaks")
    assert found["listening"].startswith("WRONG")

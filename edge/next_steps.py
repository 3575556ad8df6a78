"""What a person does about each fault: one sentence for each, which the doctor says."""

from edge.errors import RadioFault
from edge.gateways.message import Refusal
from wire.errors import BrokerFault

RADIO_STEPS: dict[RadioFault, str] = {
    RadioFault.ABSENT: "plug the adapter in, or name another one as radio: bluetoothctl list shows them",
    RadioFault.NO_SERVICE: "start the Bluetooth service: systemctl start bluetooth. There is none:"
    " apt-get install bluez",
    RadioFault.OFF: "switch it on: bluetoothctl power on, or rfkill unblock bluetooth",
    RadioFault.DENIED: "let this user use Bluetooth: add it to the group bluetooth, then log in again",
    RadioFault.NOT_AUTHORIZED: "see why BlueZ lets nobody scan: journalctl -u bluetooth, /etc/bluetooth/main.conf",
    RadioFault.UNSUPPORTED: "take ?passive out of the setting radio, or run bluetoothd with --experimental; update"
    " BlueZ; or use another adapter",
    RadioFault.BUSY: "see which other program uses the adapter, and stop it: busctl --system tree org.bluez",
    RadioFault.FAILED: "switch the adapter off and on: bluetoothctl power off, then power on. If that helps for a short"
    " time only, use another adapter",
    RadioFault.REFUSED: "restart the Bluetooth service: systemctl restart bluetooth",
    RadioFault.LOST: "see whether the adapter is loose or short of power: dmesg | tail",
    RadioFault.GARBLED: "see that the setting radio names a controller that speaks HCI",
    RadioFault.QUIET: "hold a phone close and try again; if that is not heard either, use another adapter",
    RadioFault.STOPPED: "see who else stops the scan, then restart the Bluetooth service: systemctl restart bluetooth",
    RadioFault.WEDGED: "end the Bluetooth service hard, as it hangs: systemctl kill -s KILL bluetooth",
    RadioFault.RESTARTED: "wait a moment and try again: the Bluetooth service was just restarted",
    RadioFault.BUS_LOST: "see that the message bus runs: systemctl status dbus",
    RadioFault.ORDERED: "nothing is wrong: try again",
}
GATEWAY_STEPS: dict[RadioFault, str] = {
    RadioFault.ABSENT: "see that the gateway's broker runs, and that gateway_url is right",
    RadioFault.DENIED: "let this user read there: see gateway_url, GODDAG_EDGE_GATEWAY_PASSWORD and the broker's rules",
    RadioFault.REFUSED: "see that the gateway's broker is not overloaded, and try again",
    RadioFault.QUIET: "see that the gateway publishes what it hears, and that gateway and gateway_root are its topics",
    RadioFault.LOST: "see that the gateway runs, and what its broker's log says of the end of this connection",
}
BROKER_STEPS: dict[BrokerFault, str] = {
    BrokerFault.UNREACHABLE: "see that the hub runs, and that broker_url is right",
    BrokerFault.REFUSED: "get a new password on the hub: goddag-hub edges add",
    BrokerFault.PROTOCOL: "let that broker take MQTT 3.1.1 as well, or name another in broker_url",
    BrokerFault.LOST: "look at the broker's log: it ended the connection by itself",
    BrokerFault.EVICTED: "find the second program that runs as this edge, perhaps on a copied card, and stop it",
    BrokerFault.STALLED: "see whether the disk of the broker's machine is full, then restart the broker",
}
REFUSAL_STEPS: dict[Refusal, str] = {
    Refusal.RETAINED: "tell the gateway to publish without retain: nobody knows how old such a message is",
    Refusal.TOO_LONG: "see who else publishes to these topics",
    Refusal.NOT_JSON: "see who else publishes to these topics",
    Refusal.WRONG_FIELD: "see that dialect is the kind of this gateway, and tell us of its version",
    Refusal.NO_CONTENT: "tell the gateway to publish what devices send: pubadvdata on OpenMQTTGateway, publish_advdata"
    " on TheengsGateway",
    Refusal.CARRIER_LOST: "nothing can be done: ESPresense passes on no service data, which is how Android phones send",
}

"""The door to the air: one port, and a radio for each way to reach one. Only this folder imports a Bluetooth stack."""

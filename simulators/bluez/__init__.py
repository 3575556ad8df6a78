"""BlueZ without a radio: the D-Bus objects that a scanner uses, on a private bus, for the unmodified scanner."""

"""How the hub is served: who may hold a connection and for how long, which names are ours, whom a proxy speaks for."""

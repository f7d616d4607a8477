"""What stands between a client and the gateway: connections, who may come in, routes, errors."""

"""A tweet on its way to the models and back: the gateway, the runners, and the hop between them."""

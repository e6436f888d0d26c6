"""Ways to reach a user beside the page, and the sender that drains the outbox through them."""

"""The way of domain events from the outbox to the bus."""

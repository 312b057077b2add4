"""Domain-free ground: errors, ids, clock, settings and the thin layers over DynamoDB and SQS."""

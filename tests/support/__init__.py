"""What tests share: stand-ins for AWS, builders of entities, real servers."""

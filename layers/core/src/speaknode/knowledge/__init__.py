"""Knowledge: files and web pages an agent looks things up in during a conversation."""

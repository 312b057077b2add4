"""ElevenLabs as seen from here: shapes as in its own Python library (elevenlabs 2.78, `types/`)."""

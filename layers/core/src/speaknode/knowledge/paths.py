"""Where a document's objects lie in the bucket."""


def original_key(space_id: str, knowledge_id: str) -> str:
    return f"{space_id}/{knowledge_id}/original"


def index_key(space_id: str, knowledge_id: str, index_id: str) -> str:
    return f"{space_id}/{knowledge_id}/{index_id}.npz"

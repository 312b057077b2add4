"""Why something was not fetched. Messages never tell an address: who asks may not be allowed to map our network."""

from speaknode.kit.errors import InvalidError, UnavailableError


class UrlRefusedError(InvalidError):
    """The URL leads where the platform does not go; another try changes nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the URL is refused: {reason}", code="url_refused")


class RedirectRefusedError(InvalidError):
    def __init__(self, limit: int) -> None:
        said = f"more than {limit} redirects" if limit else "redirects are not followed"
        super().__init__(said, code="redirect_refused")


class ResponseTooLargeError(InvalidError):
    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"the response is larger than {max_bytes} bytes", code="response_too_large"
        )


class ResponseInvalidError(InvalidError):
    def __init__(self, detail: str) -> None:
        super().__init__(f"the response cannot be read: {detail}", code="response_invalid")


class FetchTimeoutError(UnavailableError):
    def __init__(self, total_s: float) -> None:
        super().__init__(f"no complete response within {total_s:g} s", code="fetch_timeout")


class UnreachableError(UnavailableError):
    def __init__(self, detail: str) -> None:
        super().__init__(f"the host cannot be reached: {detail}", code="unreachable")

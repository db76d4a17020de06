"""How a gateway can fail (网关错误). `code` is stable; nothing here carries an address or the words of a message."""


class GatewayError(Exception):
    """Base of the three; `code` says what, `detail` how exactly (a status, a class of error)."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code, detail)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class PermanentGatewayError(GatewayError):
    """The message was refused and will be refused again."""


class RetryableGatewayError(GatewayError):
    """The message was certainly not accepted; it may be later. `retry_after` in seconds, if the gateway named it."""

    def __init__(self, code: str, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


class UnknownOutcomeError(GatewayError):
    """The call ended without a readable answer: the message may have been accepted, or not."""

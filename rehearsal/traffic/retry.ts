import type { AttemptResult } from "./attempt";

const closedCodes = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

/**
 * Whether a client sends a GET once more, on another connection: it was sent on a connection that had
 * answered before, and that the server closed without one byte of a response. The server closed an idle
 * connection while the request was on its way; HTTP clients of browsers, Go, Java and curl repeat such a
 * request (RFC 9110, 9.2.2 and RFC 9112, 9.3.1). Nothing else is ever repeated: not on a new connection,
 * not after part of a response, not after a status such as 502, not after a timeout.
 */
export function mayRetry(result: AttemptResult): boolean {
  if (result.error === null || result.responseStarted || result.answersBefore === 0) return false;
  return closedCodes.has((result.error as NodeJS.ErrnoException).code ?? "");
}

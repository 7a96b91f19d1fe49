/** What a production answer says about its sender. */
export interface Answer {
  service: string;
  version: string;
  digest: string;
}

/** Where a request failed: before it had an address, a connection or an answer; or the answer is wrong. */
export type FailurePhase = "resolve" | "connect" | "response" | "status" | "body" | "timeout";

export interface Failed {
  ok: false;
  phase: FailurePhase;
  error: string;
  /** Digest of the version of the requested service that sent the error; absent: another, or nobody, did. */
  answeredBy?: string;
}

export type Outcome = ({ ok: true } & Answer) | Failed;

const longestExcerpt = 200;

/** Judges a complete response: status 200, and a body in which the requested service names itself. */
export function judge(expectedService: string, status: number, body: string): Outcome {
  const answer = parse(body);
  if (status !== 200) {
    const by = answer?.service === expectedService ? { answeredBy: answer.digest } : {};
    return { ...failed("status", `${status} ${excerpt(body)}`.trimEnd()), ...by };
  }
  if (!answer) return failed("body", `not an answer from a service: ${excerpt(body)}`);
  if (answer.service !== expectedService) {
    return failed("body", `answered by ${answer.service}, expected ${expectedService}`);
  }
  return { ok: true, ...answer };
}

export function failed(phase: FailurePhase, error: string): Failed {
  return { ok: false, phase, error };
}

/** Text for any error, with its code if the message lacks it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const message = error.message || error.name;
  return code && !message.includes(code) ? `${message} (${code})` : message;
}

function parse(body: string): Answer | undefined {
  try {
    const { service, version, digest } = JSON.parse(body) as Record<string, unknown>;
    const strings = [service, version, digest].every((value) => typeof value === "string");
    return strings ? ({ service, version, digest } as Answer) : undefined;
  } catch {
    return undefined;
  }
}

function excerpt(body: string): string {
  return body.length > longestExcerpt ? `${body.slice(0, longestExcerpt)}...` : body;
}

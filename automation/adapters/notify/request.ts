import { NotDelivered } from "../../world/notifier";

/** A request to a receiver. */
export interface Request {
  url: string;
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /** What an answer of this status probably means. */
  hints?: Readonly<Record<number, string>>;
  signal: AbortSignal;
}

export interface Answer {
  status: number;
  text: string;
}

/** The largest answer that is read. */
const longestAnswer = 1024 * 1024;

/**
 * Sends one request, follows no redirect, and returns the body of the answer. Rejects with `NotDelivered`, which says
 * nothing of URL, headers or body.
 */
export async function send(request: Request): Promise<Answer> {
  const { url, method = "POST", headers, body, hints = {}, signal } = request;
  const response = await fetch(reachable(url), {
    method,
    headers: { "content-type": "application/json", "user-agent": "bluegreen", ...headers },
    ...(body !== undefined && { body }),
    redirect: "manual",
    signal,
  }).catch((error: unknown) => {
    throw new NotDelivered(`the request failed${codeOf(error)}`);
  });
  const { status } = response;
  if (response.ok) return { status, text: await textOf(response) };
  await response.body?.cancel();
  const redirects = status >= 300 && status < 400 ? "redirects are not followed" : undefined;
  const hint = hints[status] ?? redirects;
  throw new NotDelivered(`it answered ${status}${hint ? `; ${hint}` : ""}`);
}

/** HTTPS, except to this machine. */
function reachable(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const { protocol, hostname, username, password } = parsed ?? {};
  const isLocal = ["127.0.0.1", "[::1]", "localhost"].includes(hostname ?? "");
  const isSafe = protocol === "https:" || (protocol === "http:" && isLocal);
  if (parsed && isSafe && username === "" && password === "") return parsed;
  throw new NotDelivered("what `url` refers to must be an HTTPS URL without a user name");
}

/** Messages may quote the URL or a header; codes don't. */
function codeOf(error: unknown): string {
  const { code } = ((error as Error).cause ?? error) as { code?: unknown };
  return typeof code === "string" && /^[A-Z0-9_]+$/.test(code) ? ` (${code})` : "";
}

async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestAnswer) break;
  }
  return text;
}

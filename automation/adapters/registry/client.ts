import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { RegistryAddress } from "./address";
import { jsonOf, unusable } from "./answer";
import { readChallenge, withParameters } from "./challenge";
import { dockerCredentials } from "./dockerConfig";
import { manifestMediaTypes } from "./manifest";
import { allowedUrl, ownsLogin } from "./trust";

export interface RegistryOptions {
  env: NodeJS.ProcessEnv;
  /** Aborts every pending request, and the wait for the next one. */
  signal: AbortSignal | undefined;
}

const attempts = 4;
const firstRetryMs = 250;
const timeoutMs = 10_000;
/** Blobs are often kept elsewhere. */
const redirects = 5;

const token = z.string().regex(/^[\x21-\x7e]+$/);
const tokenSchema = z
  .object({ token, access_token: token })
  .partial()
  .transform((given) => given.token ?? given.access_token);

/** One repository of a registry, through the Docker Registry HTTP API V2 (OCI Distribution). */
export class RegistryClient {
  private authorization: string | null = null;

  constructor(
    private readonly address: RegistryAddress,
    private readonly options: RegistryOptions,
  ) {}

  throwIfAborted(): void {
    this.options.signal?.throwIfAborted();
  }

  /** `reference` is a tag or a digest. */
  manifest(method: "HEAD" | "GET", reference: string): Promise<Response> {
    return this.ask(`manifests/${reference}`, method, { accept: manifestMediaTypes.join(", ") });
  }

  blob(digest: string): Promise<Response> {
    return this.ask(`blobs/${digest}`, "GET", {});
  }

  /** Returns 401 and 403 too: the caller knows what they mean. */
  private async ask(
    path: string,
    method: string,
    headers: Record<string, string>,
  ): Promise<Response> {
    const { origin, path: repository } = this.address;
    const url = new URL(`${origin}/v2/${repository}/${path}`);
    const first = await this.send(url, method, { ...headers, ...this.authorized() });
    if (first.status !== 401) return first;
    this.authorization = await this.authorize(first.headers.get("www-authenticate"));
    if (this.authorization === null) return first;
    return this.send(url, method, { ...headers, ...this.authorized() });
  }

  private authorized(): Record<string, string> {
    return this.authorization === null ? {} : { authorization: this.authorization };
  }

  /** Null if no credentials could change the answer. */
  private async authorize(header: string | null): Promise<string | null> {
    const { origin, credentialKeys } = this.address;
    const challenge = readChallenge(header);
    const own = await dockerCredentials(this.options.env, credentialKeys);
    if (challenge?.scheme !== "bearer") return challenge && own;
    const realm = allowedUrl(challenge.realm, this.address);
    if (realm === null) throw unusable(origin, "requests a token from an insecure URL");
    if (own !== null && !ownsLogin(realm, this.address)) {
      const what = `asks to send the login to \`${realm.host}\`, which is not the registry's own`;
      throw unusable(origin, what);
    }
    const url = withParameters(realm, challenge.parameters);
    const answer = await this.send(url, "GET", own === null ? {} : { authorization: own });
    if (!answer.ok) return null;
    const given = tokenSchema.safeParse(await jsonOf(answer)).data;
    if (given === undefined) throw unusable(url.href, "has no token");
    return `Bearer ${given}`;
  }

  /** Follows redirects by itself: to safe URLs only, and credentials stay where they belong. */
  private async send(url: URL, method: string, headers: Record<string, string>): Promise<Response> {
    let [to, sent] = [url, headers];
    for (let left = redirects; ; left--) {
      const answer = await this.retried(to, method, sent);
      const location = answer.headers.get("location");
      if (answer.status < 300 || answer.status >= 400 || location === null) return answer;
      const next = URL.canParse(location, to.href) ? new URL(location, to).href : location;
      const safe = left > 0 ? allowedUrl(next, this.address) : null;
      if (safe === null) throw unusable(to.href, "redirects endlessly, or to an insecure URL");
      if (safe.origin !== to.origin) delete (sent = { ...sent })["authorization"];
      to = safe;
    }
  }

  /** Retries with growing pauses while the registry is busy or failing. */
  private async retried(
    url: URL,
    method: string,
    headers: Record<string, string>,
  ): Promise<Response> {
    const { signal } = this.options;
    for (let attempt = 1; ; attempt++) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
      const init = { method, headers, signal: both, redirect: "manual" } as const;
      const answer = await fetch(url, init).catch((error: unknown) => {
        signal?.throwIfAborted();
        if (attempt >= attempts) throw error;
        return null;
      });
      const isBusy = answer === null || answer.status === 429 || answer.status >= 500;
      if (answer !== null && (!isBusy || attempt >= attempts)) return answer;
      await sleep(firstRetryMs * 2 ** (attempt - 1), undefined, signal && { signal });
    }
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { RegistryAddress } from "./address";
import { readChallenge, tokenUrl } from "./challenge";
import { dockerCredentials } from "./dockerConfig";
import { manifestMediaTypes } from "./manifest";

export interface RegistryOptions {
  env: NodeJS.ProcessEnv;
  /** Aborts every pending request, and the wait for the next one. */
  signal: AbortSignal | undefined;
}

const attempts = 4;
const firstRetryMs = 250;
const timeoutMs = 10_000;

const tokenSchema = z.object({ token: z.string().optional(), access_token: z.string().optional() });

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
    const challenge = readChallenge(header);
    const own = await dockerCredentials(this.options.env, this.address.credentialKeys);
    if (challenge?.scheme !== "bearer") return challenge && own;
    const url = tokenUrl(challenge.realm, challenge.parameters);
    const answer = await this.send(url, "GET", own === null ? {} : { authorization: own });
    if (!answer.ok) return null;
    const { token, access_token: accessToken } = tokenSchema.parse(await answer.json());
    return `Bearer ${token ?? accessToken ?? ""}`;
  }

  /** Retries with growing pauses while the registry is busy or failing. */
  private async send(url: URL, method: string, headers: Record<string, string>): Promise<Response> {
    const { signal } = this.options;
    for (let attempt = 1; ; attempt++) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
      const answer = await fetch(url, { method, headers, signal: both }).catch((error: unknown) => {
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

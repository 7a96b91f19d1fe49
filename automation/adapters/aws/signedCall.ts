import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Aws } from "./clients";

/** Actions that are called without a client of their own: a few look-ups are not worth three more packages. */
export const signedActions = [
  "ec2:DescribeSubnets",
  "secretsmanager:DescribeSecret",
  "ssm:DescribeParameters",
] as const;

/**
 * Called too, but granted to nobody: it reads a secret's value. Whoever lacks the right is told that a JSON key was
 * not checked.
 */
export const ungrantedActions = ["secretsmanager:GetSecretValue"] as const;

export interface SignedCall {
  action: (typeof signedActions)[number] | (typeof ungrantedActions)[number];
  /** Besides what signs it. */
  headers: Record<string, string>;
  body: string;
}

const attempts = 4;

/** Calls an AWS API and returns the answer's text. Throws errors as the SDK's clients do. */
export async function signedCall(aws: Aws, call: SignedCall): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const last = attempt === attempts;
    const response = await send(aws, call).catch((error: unknown) => {
      if (last || aws.callOptions.abortSignal?.aborted) throw error;
      return undefined;
    });
    const text = await response?.text();
    if (response?.ok) return text ?? "";
    const failure = response && toError(response.status, text ?? "");
    if (failure && (last || !isPassing(response.status, failure.name))) throw failure;
    await sleep(1000 * attempt, undefined, { signal: aws.callOptions.abortSignal });
  }
}

async function send(aws: Aws, { action, headers, body }: SignedCall): Promise<Response> {
  const { config } = await aws.sts();
  const region = await config.region();
  const service = action.split(":")[0]!;
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const url = new URL(process.env["AWS_ENDPOINT_URL"] ?? `https://${service}.${region}.${suffix}/`);
  const signer = new SignatureV4({
    service,
    region,
    credentials: config.credentials,
    sha256: Sha256,
  });
  const signed = await signer.sign({
    ...{ method: "POST", protocol: url.protocol, hostname: url.hostname, path: "/", body },
    headers: { ...headers, host: url.host },
  });
  const { abortSignal } = aws.callOptions;
  const tooLong = AbortSignal.timeout(10_000);
  return fetch(url, {
    ...{ method: "POST", headers: signed.headers, body },
    signal: abortSignal ? AbortSignal.any([abortSignal, tooLong]) : tooLong,
  });
}

function isPassing(status: number, name: string): boolean {
  return status >= 500 || status === 429 || /Throttl|RequestLimitExceeded/.test(name);
}

/** From JSON, or from EC2's XML. */
function toError(httpStatusCode: number, text: string): Error {
  const xml = /<Code>(?<name>[^<]*)<\/Code>\s*<Message>(?<message>[^<]*)</.exec(text)?.groups;
  const found = xml ?? fromJson(text);
  const error = new Error(found["message"] ?? `HTTP ${httpStatusCode}`);
  error.name = found["name"] ?? "UnknownError";
  return Object.assign(error, { $fault: "client", $metadata: { httpStatusCode } });
}

function fromJson(text: string): { name?: string; message?: string } {
  try {
    const { __type, message, Message } = JSON.parse(text) as Record<string, string | undefined>;
    const name = __type?.split("#").at(-1);
    const said = message ?? Message;
    return { ...(name && { name }), ...(said && { message: said }) };
  } catch {
    return {};
  }
}

/** SHA-256 as the signer asks for it. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(secret));
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytes(chunk));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("a hash is used once");
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

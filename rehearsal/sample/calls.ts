import { Agent, get } from "node:https";
import { privateNetwork } from "./network";

/** A caller times out sooner than its own clients do. */
const timeoutMs = 3000;
/** Shorter than a load balancer's idle timeout. */
const idleMs = 2000;

const agent = new Agent({ keepAlive: true, timeout: idleMs });
const count = { requests: 0, failed: 0 };
let reasons: string[] = [];
let told = 0;

/** GETs a path of the service at a URL such as `USERS_URL`, once: failures are counted, never retried. */
export async function call(url: string | undefined, path: string): Promise<unknown> {
  count.requests++;
  try {
    return await fetchJson(new URL(path, url));
  } catch (error) {
    count.failed++;
    reasons.push(`${new Date().toISOString()} ${String(error)}`);
    throw error;
  }
}

/** Reports to the local cloud how many calls there were and how many failed. */
export async function tellCalls(): Promise<void> {
  if (!privateNetwork || told === count.requests) return;
  told = count.requests;
  const why = reasons;
  reasons = [];
  await privateNetwork.cloud.tellCalls(privateNetwork.taskId, count, why);
}

if (privateNetwork) setInterval(() => void tellCalls().catch(() => undefined), 200).unref();

export async function fetchJson(url: URL): Promise<unknown> {
  return JSON.parse(await fetchOnce(url)) as unknown;
}

async function fetchOnce(url: URL): Promise<string> {
  if (!privateNetwork) throw new Error(`${url.host} can't be resolved: there is no private zone`);
  const address = await privateNetwork.resolve(url.hostname);
  const { host, port } = await privateNetwork.connect(address, Number(url.port));
  return new Promise((resolve, reject) => {
    const request = get(
      {
        agent,
        host,
        port,
        path: url.pathname,
        // The name in the certificate, and the one that the listener's rules match.
        servername: url.hostname,
        headers: { host: url.host },
        timeout: timeoutMs,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("error", reject);
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${url.host} at ${address} answered ${response.statusCode}`));
        });
      },
    );
    request.on("timeout", () => request.destroy(new Error(`${url.host} at ${address}: too slow`)));
    request.on("error", reject);
  });
}

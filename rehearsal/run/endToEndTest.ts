/**
 * The rehearsal's own end-to-end test. The gate in step 4 runs it the way it runs a team's test command:
 * it gets its target from the environment, and its exit code is the result.
 */
import { readFileSync } from "node:fs";
import { Agent, request } from "undici";
import { cloudClient } from "../../localCloud/api/client";
import { stubResolver } from "../traffic/stubResolver";
import { nameServersOf } from "./nameServers";

async function main(): Promise<void> {
  const { TEST_URL, SERVICE, IMAGE_DIGEST, BLUEGREEN_LOCAL_CLOUD } = process.env;
  if (!TEST_URL || !SERVICE || !IMAGE_DIGEST || !BLUEGREEN_LOCAL_CLOUD) {
    throw new Error("expected TEST_URL, SERVICE, IMAGE_DIGEST and BLUEGREEN_LOCAL_CLOUD");
  }
  const get = await connect(new URL(TEST_URL).hostname, BLUEGREEN_LOCAL_CLOUD);
  const home = await get("/");
  expectEqual("service of /", home.service, SERVICE);
  expectEqual("digest of /", home.digest, IMAGE_DIGEST);
  const { version } = await get("/version");
  expectEqual("version of /version", version, home.version);
  const slow = await get("/slow?ms=100");
  expectEqual("digest of /slow", slow.digest, IMAGE_DIGEST);
}

type Get = (path: string) => Promise<Record<string, unknown>>;

/** Resolves through the local cloud's name servers, and connects to the endpoint behind the address. */
async function connect(host: string, controlUrl: string): Promise<Get> {
  const cloud = cloudClient(controlUrl);
  const info = await cloud.info();
  const { addresses } = await stubResolver(nameServersOf(info, host), Math.random)(host);
  const endpoint = (await cloud.addresses())[addresses[0]];
  if (!endpoint) throw new Error(`nothing is listening at ${addresses[0]}, the address of ${host}`);
  const ca = readFileSync(info.caFile, "utf8");
  const dispatcher = new Agent({ connect: { servername: host, ca } });
  return async (path) => {
    const url = `https://${endpoint.host}:${endpoint.port}${path}`;
    const { statusCode, body } = await request(url, { headers: { host }, dispatcher });
    expectEqual(`status of ${path}`, statusCode, 200);
    return (await body.json()) as Record<string, unknown>;
  };
}

function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) {
    throw new Error(`${what} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
  }
  process.stdout.write(`ok ${what}\n`);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);

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
  const { TEST_URL, TEST_HEADERS, SERVICE, IMAGE_DIGEST, BLUEGREEN_LOCAL_CLOUD } = process.env;
  if (!TEST_URL || !TEST_HEADERS || !SERVICE || !IMAGE_DIGEST || !BLUEGREEN_LOCAL_CLOUD) {
    throw new Error(
      "expected TEST_URL, TEST_HEADERS, SERVICE, IMAGE_DIGEST and BLUEGREEN_LOCAL_CLOUD",
    );
  }
  const headers = JSON.parse(TEST_HEADERS) as Record<string, string>;
  const open = await connect(new URL(TEST_URL).hostname, BLUEGREEN_LOCAL_CLOUD);
  const get = async (path: string) => {
    const { status, body } = await open(path, headers);
    expectEqual(`status of ${path}`, status, 200);
    return JSON.parse(body) as Record<string, unknown>;
  };
  const stranger = await open("/", {});
  expectEqual("status of / without TEST_HEADERS", stranger.status, 404);
  const home = await get("/");
  expectEqual("service of /", home.service, SERVICE);
  expectEqual("digest of /", home.digest, IMAGE_DIGEST);
  const { version } = await get("/version");
  expectEqual("version of /version", version, home.version);
  const slow = await get("/slow?ms=100");
  expectEqual("digest of /slow", slow.digest, IMAGE_DIGEST);
}

type Open = (
  path: string,
  headers: Record<string, string>,
) => Promise<{ status: number; body: string }>;

/** Resolves through the local cloud's name servers, and connects to the endpoint behind the address. */
async function connect(host: string, controlUrl: string): Promise<Open> {
  const cloud = cloudClient(controlUrl);
  const info = await cloud.info();
  const { addresses } = await stubResolver(nameServersOf(info, host), Math.random)(host);
  const endpoint = (await cloud.addresses())[addresses[0]];
  if (!endpoint) throw new Error(`nothing is listening at ${addresses[0]}, the address of ${host}`);
  const ca = readFileSync(info.caFile, "utf8");
  const dispatcher = new Agent({ connect: { servername: host, ca } });
  return async (path, headers) => {
    const url = `https://${endpoint.host}:${endpoint.port}${path}`;
    const options = { headers: { ...headers, host }, dispatcher };
    const { statusCode, body } = await request(url, options);
    return { status: statusCode, body: await body.text() };
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

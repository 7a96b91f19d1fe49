/** The rehearsal's own end-to-end test of a gRPC service, which the gate in step 4 runs as it runs a team's. */
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { Metadata } from "@grpc/grpc-js";
import { cloudClient } from "../../../localCloud/api/client";
import { speakGrpc } from "../../traffic/shapes/grpc";
import { stubResolver } from "../../traffic/stubResolver";
import { nameServersOf } from "../nameServers";

async function main(): Promise<void> {
  const { TEST_URL, TEST_HEADERS, IMAGE_DIGEST, BLUEGREEN_LOCAL_CLOUD } = process.env;
  if (!TEST_URL || !TEST_HEADERS || !IMAGE_DIGEST || !BLUEGREEN_LOCAL_CLOUD) {
    throw new Error("expected TEST_URL, TEST_HEADERS, IMAGE_DIGEST and BLUEGREEN_LOCAL_CLOUD");
  }
  const name = new URL(TEST_URL).hostname;
  const cloud = cloudClient(BLUEGREEN_LOCAL_CLOUD);
  const info = await cloud.info();
  const { addresses } = await stubResolver(nameServersOf(info, name), Math.random)(name);
  const { host, port } = (await cloud.addresses())[addresses[0]]!;
  const trust = createSecureContext({ ca: readFileSync(info.caFile, "utf8") });
  const call = async (headers: Record<string, string>) => {
    const metadata = new Metadata();
    for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
    const speaker = speakGrpc({ host, port, name, trust }, metadata);
    return speaker.send().finally(() => speaker.close());
  };
  const stranger = await call({}).catch(() => null);
  if (stranger) throw new Error("a call without TEST_HEADERS was answered");
  const { body } = await call(JSON.parse(TEST_HEADERS) as Record<string, string>);
  const { digest } = JSON.parse(body) as { digest: string };
  if (digest !== IMAGE_DIGEST) throw new Error(`${digest} answered, expected ${IMAGE_DIGEST}`);
  process.stdout.write(`ok ${IMAGE_DIGEST} answered\n`);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);

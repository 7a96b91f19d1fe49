import type { CloudClient } from "../../../localCloud/api/client";
import { domain, productionNames, services } from "../settings";
import type { Listed } from "../../report/adopt/facts";

/** What the foreign servers say of themselves. */
export const originVersion = "origin";
export const originDigest = `sha256:${originVersion}`;
/** A TTL of 300 s elsewhere, where the load balancers' one of 60 s is as short as here. */
export const originTtls = 5;

/** Where the names were served before there was an environment: each by a record of another type. */
const places = [
  { service: "users", address: "203.0.113.7", type: "A" },
  { service: "matching", address: "203.0.113.8", type: "CNAME" },
] as const;

/** What a release compares: it answers like the sample service, and takes three times as long (rehearsal/sample). */
const slow = { path: "/users/1", body: { id: 1, name: "ann" }, delayMs: 120 };

/** The setting `compare`. The sample service's answers have a time in them. */
export const withOrigin = {
  requests: [{ path: slow.path }],
  ...{ minutes: 10, pairs: 120, ignore: ["/generatedAt"] },
};

/** Servers that somebody runs elsewhere, with the records that lead to them. */
export async function serveElsewhere(
  cloud: CloudClient,
  ttlSeconds: number,
  some: readonly string[] = services,
): Promise<void> {
  for (const { service, address, type } of places.filter((one) => some.includes(one.service))) {
    const name = productionNames()[service]!;
    const body = { service, version: originVersion, digest: originDigest };
    await cloud.startForeign(address, [name], body, [slow]);
    const target = type === "A" ? address : `old-${service}.${domain}`;
    if (type === "CNAME") await cloud.putRecord(target, "A", [address], ttlSeconds);
    await cloud.putRecord(name, type, [target], ttlSeconds);
  }
}

/** The records of the names, exactly as Route 53 has them. */
export async function recordsNow(
  cloud: CloudClient,
  some: readonly string[] = services,
): Promise<Listed> {
  const names = some.map((service) => productionNames()[service]!);
  const found = await Promise.all(
    names.map(async (name) => [name, await cloud.records(name)] as const),
  );
  return Object.fromEntries(found);
}

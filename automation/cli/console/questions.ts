import { possibleZones } from "../../../config/names";
import type { Ask } from "../../commands/initSettings";
import type { Answers } from "../../edit/init/files";
import type { Proposals } from "../../edit/init/proposals";
import { problemOf } from "../../edit/init/typed";
import { refused } from "../../world/errors";
import type { AccountOffers, VpcOffer } from "../../world/repository";

/** What is used of it. */
export type Clack = Pick<
  typeof import("@clack/prompts"),
  "intro" | "outro" | "log" | "text" | "select" | "multiselect" | "isCancel"
>;

/** Null where nobody is there to answer. */
export function terminalAsk(account: () => AccountOffers): Ask | null {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
  return async (open, proposals) =>
    askWith(await import("@clack/prompts"), open, proposals, account(), process.env);
}

/** Asks what is open; offers what the account has, and goes on without it if it can't be read. */
export async function askWith(
  clack: Clack,
  open: Partial<Answers>,
  proposals: Proposals,
  account: AccountOffers,
  env: NodeJS.ProcessEnv,
): Promise<Partial<Answers>> {
  clack.intro("bluegreen init");
  const region =
    open.region ??
    (await text(
      clack,
      "AWS region",
      env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "eu-central-1",
      problemOf.region,
    ));
  const zones = await offered(clack, "hosted zones", () => account.zones());
  const zone = open.zone ?? (await askZone(clack, open.domain, zones));
  const domain =
    open.domain ??
    (await text(clack, "Domain of the environment", zone ? `dev.${zone}` : undefined, (typed) =>
      problemOf.domain(typed, zone),
    ));
  const network =
    open.network === undefined
      ? await askNetwork(clack, await offered(clack, "networks", () => account.vpcs(region)))
      : open.network;
  const services = open.services ?? (await askServices(clack, proposals, open.workers ?? []));
  clack.outro("Writing the files");
  return { region, zone, domain, network, services };
}

async function offered<T>(clack: Clack, what: string, read: () => Promise<T[]>): Promise<T[]> {
  try {
    return await read();
  } catch (error) {
    clack.log.warn(`the account's ${what} can't be listed: ${(error as Error).message}`);
    return [];
  }
}

async function askZone(
  clack: Clack,
  domain: string | undefined,
  zones: readonly string[],
): Promise<string | null> {
  if (domain !== undefined) return nearestZone(domain, zones);
  if (zones.length === 0) return null;
  const options = zones.map((zone) => ({ value: zone, label: zone }));
  return answered<string>(clack, await clack.select({ message: "Hosted zone", options }));
}

/** The longest one answers for the name. */
function nearestZone(domain: string, zones: readonly string[]): string | null {
  return possibleZones(domain).find((zone) => zones.includes(zone)) ?? null;
}

async function askNetwork(clack: Clack, vpcs: readonly VpcOffer[]): Promise<Answers["network"]> {
  if (vpcs.length === 0) return null;
  const options = [
    { value: "new", label: "a new VPC" },
    ...vpcs.map(({ vpcId, title }) => ({ value: vpcId, label: `${vpcId} (${title})` })),
  ];
  const chosen = answered<string>(clack, await clack.select({ message: "Network", options }));
  const found = vpcs.find(({ vpcId }) => vpcId === chosen);
  if (!found) return null;
  const { vpcId, publicSubnetIds, privateSubnetIds } = found;
  return { vpcId, publicSubnetIds, privateSubnetIds };
}

async function askServices(
  clack: Clack,
  proposals: Proposals,
  workers: readonly string[],
): Promise<Answers["services"]> {
  const options = proposals.services.map((service) => ({
    value: service.name,
    label: `${service.name}, port ${service.port}, health check ${service.health ?? "/health"}`,
  }));
  if (options.length > 0) {
    const initialValues = options.map(({ value }) => value);
    const message = "Services found here";
    const chosen = answered<string[]>(
      clack,
      await clack.multiselect({ message, options, initialValues, required: false }),
    );
    return proposals.services.filter(({ name }) => chosen.includes(name));
  }
  const name = await text(clack, "Name of the first service", "api", (typed) =>
    problemOf.name(typed, workers),
  );
  const port = await text(clack, "Port that it listens on", "8080", problemOf.port);
  const health = await text(clack, "Path of its health check", "/health", problemOf.health);
  return [{ name, port: Number(port), health }];
}

async function text(
  clack: Clack,
  message: string,
  initialValue: string | undefined,
  problem: (typed: string) => string | undefined,
): Promise<string> {
  const given = await clack.text({
    message,
    ...(initialValue !== undefined && { initialValue }),
    validate: (value) => (value ? problem(value) : "must not be empty"),
  });
  return answered<string>(clack, given);
}

/** Ctrl-C leaves everything as it is. */
function answered<T>(clack: Clack, given: T | symbol): T {
  if (!clack.isCancel(given)) return given as T;
  throw refused("cancelled; nothing was written", "npx bluegreen init");
}

import { settingsOf } from "../../config/definition";
import { productionName, testName } from "../../config/names";
import { hintAt } from "../../config/nearest";
import type { ApiSettings, ServiceSettings, WorkerSettings } from "../../config/schema";
import type { Color, CurrentRelease, ReleaseState, Takeover } from "../../release/state";
import { serviceState } from "../../release/state";
import { type DeployError, refused } from "./errors";
import type { Inventory, ServiceInventory } from "../../release/inventory";
import { namesOf } from "./edges";
import type { AuthoritativeAnswer, Deployed, FleetHealth, Ports, Side } from "./ports";
import { answerProblems, type ExpectedFleet } from "./readiness";

/** A deployed environment: what the deployer needs before it can release anything. */
export interface Environment {
  release: ReleaseState;
  inventory: Inventory;
  colorSecret: string;
}

export function environmentOf(stackName: string, deployed: Deployed): Environment {
  const { release, inventory, colorSecret } = deployed;
  if (!release || !inventory || !colorSecret) throw noEnvironment(stackName);
  return { release, inventory, colorSecret };
}

export function noEnvironment(stackName: string): DeployError {
  return refused(
    `stack ${stackName} has no environment yet: it was never brought up`,
    `bluegreen up --stack ${stackName}`,
  );
}

/** One service of the release under way, with everything its steps ask for. */
export type Part = ApiPart | WorkerPart;

interface AnyPart {
  name: string;
  inventory: ServiceInventory;
  candidate: Color;
  fleet: ExpectedFleet;
}

export interface ApiPart extends AnyPart {
  kind: "api";
  settings: ApiSettings;
  productionName: string;
  testName: string;
}

export interface WorkerPart extends AnyPart {
  kind: "worker";
  settings: WorkerSettings;
  /** Undefined: it leaves production, and nobody takes over. */
  takeover: Takeover | undefined;
}

export function partsOf(
  { stack }: Ports,
  environment: Environment,
  current: CurrentRelease,
): Part[] {
  return Object.entries(current.services).map(([name, { candidate, worker: takeover }]): Part => {
    const present = serviceSettings(stack.settings.services, name);
    const settings = settingsOf(present, serviceState(environment.release, name).fleets[candidate]);
    const inventory = serviceInventory(environment.inventory, name);
    const fleet = expectedFleet(environment, name, candidate);
    if (settings.kind === "worker") {
      return { kind: "worker", name, settings, inventory, candidate, fleet, takeover };
    }
    return {
      kind: "api",
      name,
      settings,
      inventory,
      candidate,
      fleet,
      productionName: productionName(stack.settings, name),
      testName: testName(stack.settings, name),
    };
  });
}

export function apisOf(parts: readonly Part[]): ApiPart[] {
  return parts.filter((part) => part.kind === "api");
}

/** What the record says that a fleet is. */
export function expectedFleet(
  { release, inventory }: Environment,
  name: string,
  color: Color,
): ExpectedFleet {
  const { image, size } = serviceState(release, name).fleets[color];
  const { kind, fleets } = serviceInventory(inventory, name);
  const { taskDefinitionArn, privateTargetGroupArns } = fleets[color];
  const called = privateTargetGroupArns !== undefined;
  const worker = kind === "worker";
  return { digest: digestOf(image ?? ""), size, taskDefinitionArn, called, worker };
}

/** `sha256:...` of an image pinned by digest. */
export function digestOf(image: string): string {
  return image.slice(image.indexOf("@") + 1);
}

export function serviceSettings(
  services: Record<string, ServiceSettings>,
  name: string,
): ServiceSettings {
  requireServices(Object.keys(services), [name]);
  return services[name]!;
}

/** Refuses every name that no service has, with the one that was probably meant. */
export function requireServices(known: readonly string[], names: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const [first, ...others] = unknown.map(
    (name) => `there is no service ${name} in the settings; ${hintAt(name, known)}`,
  );
  throw refused(
    first!,
    "name one of them, or add the service: bluegreen service add <name> --stack <stack>",
    others,
  );
}

export function serviceInventory(inventory: Inventory, name: string): ServiceInventory {
  const service = inventory.services[name];
  if (service) return service;
  throw refused(
    `service ${name} is in the settings but not in the environment yet`,
    "bring the environment up to its settings first: bluegreen up --stack <stack>",
  );
}

export function observeFleet(
  { observer }: Pick<Ports, "observer">,
  { inventory }: Environment,
  service: string,
  color: Color,
): Promise<FleetHealth | null> {
  return observer.fleet(inventory, serviceInventory(inventory, service).fleets[color]);
}

/** Why `name` does not yet answer the edge of `edge` at every authoritative server. */
export async function namePointsAt(
  { observer }: Pick<Ports, "observer">,
  { inventory }: Environment,
  name: string,
  edge: Color,
  side: Side = "public",
): Promise<{ problems: string[]; answers: AuthoritativeAnswer[] }> {
  const [answers, addresses] = await Promise.all([
    observer.resolve(inventory, name),
    observer.edgeAddresses(inventory, edge, side),
  ]);
  return { problems: answerProblems(name, answers, edge, addresses, side), answers };
}

/** The same of every name of the service that a release moves. */
export async function namesPointAt(
  ports: Ports,
  environment: Environment,
  service: string,
  edge: Color,
): Promise<{ problems: string[]; answers: AuthoritativeAnswer[] }> {
  const names = namesOf(serviceInventory(environment.inventory, service));
  const found = await Promise.all(
    names.map(({ name, side }) => namePointsAt(ports, environment, name, edge, side)),
  );
  return {
    problems: found.flatMap(({ problems }) => problems),
    answers: found.flatMap(({ answers }) => answers),
  };
}

/** Why `name` is not gone yet from every authoritative server. */
export async function nameIsGone(
  { observer }: Ports,
  { inventory }: Environment,
  name: string,
): Promise<{ problems: string[]; answers: AuthoritativeAnswer[] }> {
  const answers = await observer.resolve(inventory, name);
  const problems = answers.flatMap(({ server, addresses, error }) => {
    if (error) return [`${server} does not answer for ${name}: ${error}`];
    return addresses.length > 0 ? [`${server} still answers ${addresses.join(", ")}`] : [];
  });
  return { problems, answers };
}

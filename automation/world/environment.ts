import { bluegreen } from "../course/commandLines";
import { settingsOf } from "../../config/definition";
import { productionName, testName } from "../../config/names";
import { hintAt } from "../../config/nearest";
import type { ApiSettings, ServiceSettings, WorkerSettings } from "../../config/schema";
import type { Color, CurrentRelease, ReleaseState, Takeover } from "../../release/state";
import { originOf } from "../../release/origin";
import type { RecordPlace } from "../../release/routing";
import { serviceState } from "../../release/state";
import { type DeployError, refused } from "./errors";
import type { Inventory, ServiceInventory } from "../../release/inventory";
import { addressTypesOf, namesOf, placeTitle, sideOf } from "./edges";
import { isUnseen, lookAtName, type NameObserver, sharingAddresses } from "./nameLook";
import type {
  AddressType,
  AuthoritativeAnswer,
  Deployed,
  FleetHealth,
  Ports,
  Side,
  Stack,
} from "./ports";
import { answerProblems, type ExpectedFleet } from "./readiness";

/** A deployed environment: what the deployer needs to know before it can release anything. */
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

/** For commands that send no request to a candidate: Pulumi takes twice as long to decrypt the secret. */
export function environmentWithoutSecret(
  stackName: string,
  deployed: Omit<Deployed, "colorSecret">,
): Environment {
  return environmentOf(stackName, { ...deployed, colorSecret: "not read" });
}

export function noEnvironment(stackName: string): DeployError {
  return refused(
    `stack ${stackName} has no environment yet`,
    `create it: ${bluegreen("up", stackName)}`,
  );
}

/** One service of the current release, with everything that its steps need. */
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
  /** Where the test name leads: a private service has no public names. */
  side: Side;
}

export interface WorkerPart extends AnyPart {
  kind: "worker";
  settings: WorkerSettings;
  /** Undefined: the service is being decommissioned, so no fleet takes over. */
  takeover: Takeover | undefined;
}

export function partsOf(
  { stack }: Ports,
  environment: Environment,
  current: CurrentRelease,
): Part[] {
  return Object.entries(current.services).map(([name, { candidate, worker: takeover }]): Part => {
    const present = serviceSettings(stack, name);
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
      productionName: inventory.productionName ?? productionName(stack.settings, name),
      testName: testName(stack.settings, name),
      side: sideOf(inventory),
    };
  });
}

export function apisOf(parts: readonly Part[]): ApiPart[] {
  return parts.filter((part) => part.kind === "api");
}

/** A fleet as recorded. */
export function expectedFleet(
  { release, inventory }: Environment,
  name: string,
  color: Color,
): ExpectedFleet {
  const { image, size } = serviceState(release, name).fleets[color];
  const service = serviceInventory(inventory, name);
  const { taskDefinitionArn, privateTargetGroupArns } = service.fleets[color];
  const called = privateTargetGroupArns !== undefined;
  const worker = service.kind === "worker";
  const inside = sideOf(service) === "private";
  return { digest: digestOf(image ?? ""), size, taskDefinitionArn, called, inside, worker };
}

/** `sha256:...` of an image pinned by digest. */
export function digestOf(image: string): string {
  return image.slice(image.indexOf("@") + 1);
}

export type NamedStack = Pick<Stack, "name" | "settings">;

export function serviceSettings(stack: NamedStack, name: string): ServiceSettings {
  requireServices(stack, [name]);
  return stack.settings.services[name]!;
}

/** Refuses every name that is no service, with the one that was probably meant. */
export function requireServices(stack: NamedStack, names: readonly string[]): void {
  const known = Object.keys(stack.settings.services);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const [first, ...others] = unknown.map(
    (name) => `there is no service ${name} in the settings; ${hintAt(name, known)}`,
  );
  throw refused(
    first!,
    `correct the name, or add the service: ${bluegreen(`service add ${unknown[0]!}`, stack.name)}`,
    others,
  );
}

/** Refuses services that are in the settings but not in the environment yet. */
export function requireDeployed(
  stack: NamedStack,
  { services }: Pick<Inventory, "services">,
  names: readonly string[],
): void {
  requireServices(stack, names);
  const missing = names.filter((name) => !(name in services));
  if (missing.length === 0) return;
  throw refused(
    `in the settings, but not in the environment yet: ${missing.join(", ")}`,
    `apply the settings first: ${bluegreen("up", stack.name)}`,
  );
}

export function serviceInventory(inventory: Inventory, name: string): ServiceInventory {
  const service = inventory.services[name];
  if (service) return service;
  throw new Error(`service ${name} is not in the environment's inventory`);
}

export function observeFleet(
  { observer }: Pick<Ports, "observer">,
  { inventory }: Environment,
  service: string,
  color: Color,
): Promise<FleetHealth | null> {
  return observer.fleet(inventory, serviceInventory(inventory, service).fleets[color]);
}

/** What a look at a name in DNS found. */
export interface Pointing {
  /** Why it does not lead where it should yet. */
  problems: string[];
  answers: AuthoritativeAnswer[];
  /** What could not be seen and was taken from Route 53's own record; one line for each name. */
  unseen: string[];
}

/** Why `name` does not yet answer the load balancer of that color, or its origin, at every authoritative server. */
export async function namePointsAt(
  { observer }: { observer: NameObserver },
  { inventory, release }: Environment,
  name: string,
  place: RecordPlace,
  side: Side = "public",
): Promise<Pointing> {
  const origin = originOf(release, name);
  const look = await lookAtName(observer, inventory, name, { side, origin });
  const { answers, record } = look;
  if (isUnseen(look) && record === place) {
    return {
      problems: [],
      answers,
      unseen: [unseenAt(name, `leads to ${placeTitle(place, side)}`)],
    };
  }
  return { problems: answerProblems(name, answers, place, look, side), answers, unseen: [] };
}

function unseenAt(name: string, record: string): string {
  return (
    `no authoritative server of ${name} could be reached; outbound port 53 may be blocked. Route 53's ` +
    `record ${record}, but no answer of its servers confirms it`
  );
}

/** The same for every name of the service that a release moves. */
export async function namesPointAt(
  ports: { observer: NameObserver },
  environment: Environment,
  service: string,
  edge: Color,
): Promise<Pointing> {
  const observer = sharingAddresses(ports.observer);
  const names = namesOf(serviceInventory(environment.inventory, service));
  const found = await Promise.all(
    names.map(({ name, side }) => namePointsAt({ observer }, environment, name, edge, side)),
  );
  return {
    problems: found.flatMap(({ problems }) => problems),
    answers: found.flatMap(({ answers }) => answers),
    unseen: found.flatMap(({ unseen }) => unseen),
  };
}

/** Why an authoritative server still answers `name`; empty once none does. */
export async function nameIsGone(
  { observer }: Ports,
  { inventory }: Environment,
  name: string,
): Promise<Pointing> {
  const answers = await observer.resolve(inventory, name);
  const isListed = async () => {
    const types = addressTypesOf(inventory, name);
    const target = (type: AddressType) => observer.recordTarget(inventory, name, type);
    return (await Promise.all(types.map(target))).some((one) => one !== null);
  };
  if (isUnseen({ answers }) && !(await isListed())) {
    return { problems: [], answers, unseen: [unseenAt(name, "is gone")] };
  }
  const problems = answers.flatMap(({ server, addresses, error }) => {
    if (error) return [`${server} does not answer for ${name}: ${error}`];
    return addresses.length > 0 ? [`${server} still answers ${addresses.join(", ")}`] : [];
  });
  return { problems, answers, unseen: [] };
}

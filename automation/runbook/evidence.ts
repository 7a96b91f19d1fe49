import { counted } from "../../config/plural";
import { leastTasks } from "../../config/size";
import { originOf } from "../../release/origin";
import { type RecordPlace, recordPlace } from "../../release/routing";
import { type Color, colors, type ReleaseState, serviceState } from "../../release/state";
import { observeFleet, serviceInventory, type Environment } from "../world/environment";
import { edgeOf, namesOf } from "../world/edges";
import {
  answerLeads,
  isUnseen,
  type Leads,
  leadsElsewhere,
  lookAtName,
  type NameLook,
  targetLeads,
  sharingAddresses,
} from "../world/nameLook";
import type { AddressType, EngineState, Observer, Side, Stack } from "../world/ports";

/** Where one name of a service leads, according to three witnesses. */
export interface Witnesses {
  /** The service, followed by `(private name)` or the name unless it is the primary one. */
  service: string;
  /** The deployed release state. */
  recorded: RecordPlace | null;
  /** The records in Pulumi's own state, which includes what an interrupted `up` has changed; `mixed`: A and AAAA differ. */
  engine: RecordPlace | "mixed" | null;
  /** The authoritative servers. */
  dns: Leads;
  /**
   * The same from only the servers that answered: one that is down does not mean that the name
   * moved.
   */
  answered?: Leads;
  /** It has never led here, and somebody else serves it, so nothing of it can have moved. */
  elsewhere?: true;
}

/** A worker's fleets according to ECS: nothing else shows where its production is. */
export interface WorkerWitness {
  service: string;
  recorded: Color | null;
  /** Tasks: `size` is recorded, `desired` is what ECS was asked for. */
  fleets: Record<Color, { size: number; desired: number }>;
  /** Between releases, AWS may scale it to 0. */
  mayRest?: true;
}

/** What is known about where production is, before anything is changed. */
export interface Evidence {
  services: Witnesses[];
  workers: WorkerWitness[];
  /** Pulumi operations that were begun and never finished. */
  pending: string[];
  /** See EngineState. */
  tasks: Record<string, number>;
  instances: Record<string, number>;
  content: string;
}

/** Asks all three witnesses where each service's production leads. */
export async function gatherEvidence(
  { stack, observer }: { stack: Pick<Stack, "engineState">; observer: Observer },
  environment: Environment,
  services: string[],
): Promise<Evidence> {
  const { release, inventory } = environment;
  const engine = await stack.engineState();
  const names = services.flatMap((service) =>
    namesOf(serviceInventory(inventory, service)).map((one, index) => ({
      service: index === 0 ? service : `${service} (${privately(one.side) ?? one.name})`,
      of: service,
      ...one,
    })),
  );
  const sharing = sharingAddresses(observer);
  const witnesses = await Promise.all(
    names.map(async ({ service, of, name, side }): Promise<Witnesses> => {
      const origin = side === "public" ? originOf(release, name) : undefined;
      const look = await lookAtName(sharing, inventory, name, { side, origin });
      const recorded = recordedPlace(release, of, { name, side });
      const said = pulumiSays(engine, environment, { name, side });
      const neverHere = recorded === null && said === null && !release.current?.services[of];
      return {
        ...{ service, recorded, engine: said, dns: leadsTo(look) },
        ...answeredIn(look),
        ...(neverHere && leadsElsewhere(look) && { elsewhere: true as const }),
      };
    }),
  );
  const { pending, tasks, instances, content } = engine;
  const workers = await findWorkers(observer, environment, services);
  return { services: witnesses, workers, pending, tasks, instances, content };
}

/** Where the records of a name lead in Pulumi's own state; null: nowhere. */
export function pulumiSays(
  { targets, ipv6Targets = {} }: Pick<EngineState, "targets" | "ipv6Targets">,
  { release, inventory }: Pick<Environment, "release" | "inventory">,
  { name, side }: { name: string; side: Side },
): RecordPlace | "mixed" | null {
  const edgeNames = {
    blue: edgeOf(inventory, "blue", side).dnsName,
    green: edgeOf(inventory, "green", side).dnsName,
  };
  const leadsTo = (target: string | undefined, type?: AddressType) => {
    const leads = targetLeads(target, { edgeNames, origin: originOf(release, name) }, type);
    return leads === "mixed" || leads === "nowhere" ? null : leads;
  };
  const first = leadsTo(targets[name]);
  // One that an interrupted `up` has not created yet leads nobody anywhere.
  const other = name in ipv6Targets ? leadsTo(ipv6Targets[name], "AAAA") : first;
  return first === other ? first : "mixed";
}

/** Where the release state says that a name leads; a private name has no origin. */
export function recordedPlace(
  release: ReleaseState,
  service: string,
  { name, side }: { name: string; side: Side },
): RecordPlace | null {
  const state = serviceState(release, service);
  return side === "public" ? recordPlace(state, name) : state.activeColor;
}

function privately(side: Side): string | undefined {
  return side === "private" ? "private name" : undefined;
}

function findWorkers(
  observer: Observer,
  environment: Environment,
  services: string[],
): Promise<WorkerWitness[]> {
  const { release, inventory } = environment;
  const workers = services.filter((name) => inventory.services[name]?.kind === "worker");
  return Promise.all(
    workers.map(async (service) => {
      const look = async (color: Color) => ({
        size: serviceState(release, service).fleets[color].size,
        desired: (await observeFleet({ observer }, environment, service, color))?.desired ?? 0,
      });
      const fleets = { blue: await look("blue"), green: await look("green") };
      const { current } = release;
      // From stage to stop a release keeps a task of it; one that decommissions it does not touch it before the switch.
      const isReleased = current?.services[service] !== undefined && !current.leaves;
      const isHeld = isReleased && current.phase !== "retired";
      const rests = !isHeld && leastTasks(1, inventory.services[service]?.size) === 0;
      const recorded = recordedColor(release, service);
      return { service, recorded, fleets, ...(rests && { mayRest: true as const }) };
    }),
  );
}

/** True unless every witness agrees with the recorded state and no operation is half done. */
export function mayHaveMoved({ services, workers, pending }: Evidence): boolean {
  return (
    pending.length > 0 ||
    workers.some(wasToldToStop) ||
    services.some(
      ({ recorded, engine, dns, elsewhere }) =>
        !elsewhere && (engine !== recorded || dns !== (recorded ?? "nowhere")),
    )
  );
}

/** The evidence without servers that are silent: one that is down does not mean that the name moved. */
export function ofAnswers(evidence: Evidence): Evidence {
  const services = evidence.services.map((one) => ({ ...one, dns: one.answered ?? one.dns }));
  return { ...evidence, services };
}

/** Whether name servers alone contradict the recorded state, which may be over in a moment. */
export function onlyServersDiffer(evidence: Evidence): boolean {
  const services = evidence.services.map((one): Witnesses => ({
    ...one,
    dns: one.recorded ?? "nowhere",
  }));
  return mayHaveMoved(evidence) && !mayHaveMoved({ ...evidence, services });
}

/** A worker's active fleet is recorded with tasks but scaled to 0 in ECS: another `up` has begun. */
export function wasToldToStop({ recorded, fleets, mayRest }: WorkerWitness): boolean {
  return (
    !mayRest && recorded !== null && fleets[recorded].size > 0 && fleets[recorded].desired === 0
  );
}

/** The three witnesses side by side, one line per service; for a worker, the recorded state and ECS. */
export function describeEvidence({ services, workers, pending }: Evidence): string[] {
  return [
    ...services.map(
      ({ service, recorded, engine, dns, elsewhere }) =>
        `${service}: recorded ${recorded ?? "nowhere"}, Pulumi ${engine ?? "nowhere"}, ` +
        `DNS ${elsewhere ? "elsewhere" : dns}`,
    ),
    ...workers.map(({ service, recorded, fleets }) => {
      const tasks = colors.map(
        (color) => `${color} ${fleets[color].desired} of ${fleets[color].size} tasks`,
      );
      return `${service}: recorded ${recorded ?? "nowhere"}, ECS was asked for ${tasks.join(", ")}`;
    }),
    ...pending.map((operation) => `Pulumi never finished ${operation}`),
  ];
}

function answeredIn(look: NameLook): Pick<Witnesses, "answered"> {
  const answers = look.answers.filter(({ error }) => error === null);
  const someAreSilent = answers.length > 0 && answers.length < look.answers.length;
  return someAreSilent ? { answered: leadsTo({ ...look, answers }) } : {};
}

export function leadsTo(look: NameLook): Leads {
  if (isUnseen(look)) return look.record ?? "mixed";
  const leads = new Set(
    look.answers.map((answer) => (answer.error === null ? answerLeads(answer, look) : "mixed")),
  );
  const [first, ...others] = leads;
  return first === undefined || others.length > 0 ? "mixed" : first;
}

function recordedColor(release: ReleaseState, service: string): Color | null {
  return release.services[service]?.activeColor ?? null;
}

/**
 * Fleets that Pulumi has started but the release state does not record, as `users green runs 2 tasks`: an
 * `up` was interrupted before it was recorded, or is still running.
 */
export function unrecordedFleets(
  { services }: ReleaseState,
  engine: Pick<EngineState, "tasks" | "instances">,
): string[] {
  return Object.entries(services).flatMap(([name, { activeColor, fleets }]) =>
    colors.flatMap((color) => {
      if (color === activeColor || fleets[color].size > 0) return [];
      const tasks = engine.tasks[`${name}-${color}`] ?? 0;
      const instances = engine.instances[`${name}-${color}`] ?? 0;
      if (tasks > 0) return [`${name} ${color} runs ${counted(tasks, "task")}`];
      return instances > 0 ? [`${name} ${color} keeps ${counted(instances, "instance")}`] : [];
    }),
  );
}

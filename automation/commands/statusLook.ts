import type { Settings } from "../../config/schema";
import { leastTasks } from "../../config/size";
import { retiringColor } from "../../release/routing";
import { type Color, colors, type ReleaseState } from "../../release/state";
import { describeBlockers, lookAtBlockers } from "../world/blockers";
import { namesOf } from "../world/edges";
import {
  describeEvidence,
  type Evidence,
  gatherEvidence,
  mayHaveMoved,
  ofAnswers,
  pulumiSays,
  recordedPlace,
  wasToldToStop,
} from "../runbook/evidence";
import { DeployError, StepFailed } from "../world/errors";
import { type Environment, observeFleet } from "../world/environment";
import type { EngineState, FleetHealth, Observer } from "../world/ports";

/** A fleet according to ECS and, if it is behind load balancers, to them; null: it has no ECS service. */
export type Tasks = { running: number; wanted: number; healthy?: number } | null;

/** What AWS and DNS say of the environment, or why they were not asked. */
export type Look =
  | {
      asked: true;
      /** By service and color; only fleets that are recorded to run, or may. */
      tasks: Record<string, Partial<Record<Color, Tasks>>>;
      evidence: Evidence;
      /** What `blockers` say against a release, a line each. */
      blockers: string[];
    }
  | {
      asked: false;
      why: string;
      /** Names whose record is elsewhere in Pulumi's state than in the release's. */
      differing: string[];
    };

type Known = Pick<Environment, "release" | "inventory">;

/** Looks at everything that the record speaks of. A failure is no failure of `status`: it says so. */
export async function lookAtAws(
  observer: Observer,
  known: Known,
  engine: EngineState,
  settings: Pick<Settings, "blockers">,
): Promise<Look> {
  const environment = { ...known, colorSecret: "" };
  const names = Object.keys(known.release.services).filter(
    (name) => known.inventory.services[name],
  );
  const stack = { engineState: () => Promise.resolve(engine) };
  try {
    const [blockers, tasks, evidence] = await Promise.all([
      lookAtBlockers(observer, settings, known.inventory).then(describeBlockers, uncheckable),
      Promise.all(names.map(async (name) => [name, await tasksOf(observer, environment, name)])),
      gatherEvidence({ stack, observer }, environment, names),
    ]);
    return {
      asked: true,
      tasks: Object.fromEntries(tasks) as Extract<Look, { asked: true }>["tasks"],
      evidence,
      blockers,
    };
  } catch (error) {
    if (error instanceof DeployError) return notAsked(error.found, known, engine);
    if (error instanceof StepFailed) return notAsked(error.what, known, engine);
    if ((error as Error).name === "TimeoutError") {
      return notAsked(`AWS did not answer within ${lookSeconds} s`, known, engine);
    }
    throw error;
  }
}

/** Who may not read alarms still wants to see the rest. */
function uncheckable(error: unknown): string[] {
  if (error instanceof DeployError) {
    return [`the alarms in \`blockers\` could not be checked: ${error.found}`];
  }
  throw error;
}

/** Pulumi's state alone, which needs no AWS, shows that an `up` has begun to move a name. */
export function notAsked(why: string, environment: Known, engine: EngineState): Look {
  const { release, inventory } = environment;
  const differing = Object.keys(release.services).flatMap((service) => {
    const known = inventory.services[service];
    return (known ? namesOf(known) : []).flatMap((one) => {
      const found = pulumiSays(engine, environment, one);
      const recorded = recordedPlace(release, service, one);
      if (found === recorded) return [];
      return [
        `${one.name}: recorded ${recorded ?? "nowhere"}, Pulumi ${found ?? "nowhere"}, DNS not asked`,
      ];
    });
  });
  return { asked: false, why, differing };
}

/** Longer than one attempt of a call, shorter than all its retries. */
export const lookSeconds = 12;

async function tasksOf(
  observer: Observer,
  environment: Environment,
  name: string,
): Promise<Partial<Record<Color, Tasks>>> {
  const { activeColor, fleets } = environment.release.services[name]!;
  const isReleased = environment.release.current?.services[name] !== undefined;
  const isApi = environment.inventory.services[name]!.kind !== "worker";
  const some = colors.filter(
    (color) => fleets[color].size > 0 || color === activeColor || isReleased,
  );
  const found = await Promise.all(
    some.map(async (color): Promise<[Color, Tasks]> => {
      const health = await observeFleet({ observer }, environment, name, color);
      return [color, health && tasksIn(health, isApi)];
    }),
  );
  return Object.fromEntries(found);
}

function tasksIn({ running, desired, targets }: FleetHealth, isTarget: boolean) {
  const tasks = { running: running.length, wanted: desired };
  return isTarget ? { ...tasks, healthy: healthyTargets(targets) } : tasks;
}

/** A target has to be healthy at every load balancer that it is registered at. */
function healthyTargets(targets: FleetHealth["targets"]): number {
  const ill = targets.flatMap(({ target, state }) => (state === "healthy" ? [] : target));
  const names = new Set(targets.map(({ target }) => target));
  return [...names].filter((name) => !ill.includes(name)).length;
}

/**
 * What suggests that production is not where it is recorded: its names, or a worker that was scaled to 0; null:
 * nothing does.
 */
export function movedBy(look: Look): "names" | "workers" | null {
  if (!look.asked) return look.differing.length > 0 ? "names" : null;
  const { evidence } = look;
  if (evidence.workers.some(wasToldToStop)) return "workers";
  return mayHaveMoved({ ...ofAnswers(evidence), pending: [] }) ? "names" : null;
}

/** Record, Pulumi and DNS side by side, as `resume` prints them. */
export function sideBySide(look: Look): string[] {
  return look.asked ? describeEvidence({ ...look.evidence, pending: [] }) : look.differing;
}

/**
 * Fleets that the release stops when it ends, recorded with tasks although ECS or, where it was not asked, Pulumi
 * wants none.
 */
export function begunToStop(
  look: Look,
  { current, services }: ReleaseState,
  engine: Pick<EngineState, "tasks">,
): string[] {
  if (!current || current.phase === "defined" || current.phase === "retired") return [];
  return Object.entries(current.services).flatMap(([name, part]) => {
    const color = retiringColor({ phase: current.phase, ...part });
    if ((services[name]?.fleets[color].size ?? 0) === 0) return [];
    const found = look.asked ? look.tasks[name]?.[color] : undefined;
    const wanted = found === undefined ? engine.tasks[`${name}-${color}`] : (found?.wanted ?? 0);
    return wanted === 0 ? [`${name} ${color}`] : [];
  });
}

/** What serves with fewer tasks than ECS wants, or wants fewer than are recorded: somebody scaled it by hand. */
export function shortOf(
  look: Look,
  { release, inventory }: Known,
  { services }: Pick<Settings, "services">,
): string[] {
  if (!look.asked) return [];
  return Object.entries(release.services).flatMap(([name, { activeColor, fleets }]) => {
    const found = activeColor && look.tasks[name]?.[activeColor];
    if (!activeColor || fleets[activeColor].size === 0 || found === undefined) return [];
    if (found === null) return [`${name} ${activeColor} has no ECS service`];
    const { size } = fleets[activeColor];
    const least = leastTasks(size, services[name]?.size, inventory.services[name]?.size);
    const wanted = Math.max(found.wanted, least);
    if (Math.min(found.running, found.wanted) >= wanted) return [];
    const byHand = found.wanted < wanted ? `, and ECS was asked for ${found.wanted}` : "";
    return [`${name} ${activeColor} runs ${found.running} of ${wanted} tasks${byHand}`];
  });
}

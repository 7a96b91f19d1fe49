import { privateName } from "../../config/calls";
import type { Settings } from "../../config/schema";
import { type Color, otherColor, serviceState } from "../../release/state";
import { candidateColor } from "../../release/transitions";
import { begin, type DeployRequest } from "../runbook/begin";
import { drainDeadlineMs } from "../runbook/drain";
import { type Environment, namesPointAt } from "../runbook/environment";
import type { Run } from "../runbook/run";
import { productionName, testName } from "../../config/names";
import { edgeTitle } from "../edges";
import { changesBetween, type ResourceChange } from "./changes";
import { withHooks } from "./hookSteps";
import { type PlannedUp, plannedUps } from "./ups";

export interface Plan {
  stack: string;
  steps: { step: string; name: string }[];
  /** One entry for each `up`, in order. */
  ups: { name: PlannedUp["name"]; changes: ResourceChange[] }[];
  /** Seconds between switch and stop that are certain, and the longest wait for quiet after them. */
  drainSeconds: number;
  maxQuietSeconds: number;
}

/** What a release would do. Asks the world and the engine, changes nothing. */
export async function planRelease(
  run: Run,
  environment: Environment,
  request: DeployRequest,
): Promise<Plan> {
  const { stack } = run.ports;
  const wanted = await begin(run, environment, request);
  const planned = plannedUps(environment.release, wanted, stack.settings);
  const states = [environment.release, ...planned.map(({ state }) => state)];
  const [now, ...later] = await Promise.all(states.map((state) => stack.preview(state)));
  let before = now!;
  const ups = planned.map(({ name }, index) => {
    const after = later[index]!;
    const changes = changesBetween(before, after);
    before = after;
    return { name, changes };
  });
  return {
    stack: stack.name,
    steps: withHooks(
      describeSteps(run, environment, Object.keys(request.images)),
      stack.settings,
      Object.keys(request.images),
    ),
    ups,
    ...(await predictDrain(run, environment, Object.keys(request.images))),
  };
}

function describeSteps(run: Run, { release }: Environment, services: string[]): Plan["steps"] {
  const { settings } = run.ports.stack;
  const each = (text: (name: string, candidate: Color, active: Color) => string) =>
    services
      .map((name) => {
        const candidate = candidateColor(serviceState(release, name));
        return text(name, candidate, otherColor(candidate));
      })
      .join(", ");
  return [
    { step: "1", name: `start ${each((name, candidate) => `${name} ${candidate}`)}` },
    { step: "2", name: `deploy the image to ${each((name, candidate) => `${name} ${candidate}`)}` },
    {
      step: "3",
      name: `point ${each((name, candidate) => `${testName(settings, name)} at the ${candidate} edge`)}`,
    },
    { step: "4", name: `test ${each((name) => testName(settings, name))}` },
    {
      step: "5",
      name: `switch ${each((name, candidate) => switchWords(settings, name, candidate))}`,
    },
    { step: "drain", name: "let clients leave the old edge" },
    { step: "6", name: `stop ${each((name, _, active) => `${name} ${active}`)}` },
  ];
}

function switchWords(settings: Settings, service: string, candidate: Color): string {
  const inside = privateName(settings, service);
  const words = `${productionName(settings, service)} to the ${edgeTitle(candidate)}`;
  return inside === null ? words : `${words}, ${inside} to the ${edgeTitle(candidate, "private")}`;
}

async function predictDrain(
  { ports }: Run,
  environment: Environment,
  services: string[],
): Promise<Pick<Plan, "drainSeconds" | "maxQuietSeconds">> {
  const { drain } = ports.stack.settings;
  let ttlSeconds = 0;
  let retiring = false;
  for (const name of services) {
    const { activeColor } = serviceState(environment.release, name);
    if (!activeColor) continue;
    retiring = true;
    const { answers } = await namesPointAt(ports, environment, name, activeColor);
    ttlSeconds = Math.max(ttlSeconds, ...answers.map((answer) => answer.ttlSeconds ?? 0));
  }
  if (!retiring) return { drainSeconds: 0, maxQuietSeconds: 0 };
  const drainSeconds = drainDeadlineMs({ atMs: 0, ttlSeconds }, drain) / 1000;
  return { drainSeconds, maxQuietSeconds: drain.maxQuietSeconds };
}

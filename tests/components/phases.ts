import { toDerivedConfig } from "../../release/derivedConfig";
import {
  type Color,
  colors as allColors,
  emptyState,
  type ReleaseState,
  withServices,
} from "../../release/state";
import { retire, shift, stage, switchBack, switchOver } from "../../release/transitions";
import { keptSettings } from "../../config/definition";
import type { RawConfig } from "../../config/raw";
import { withKeptSettings } from "../../config/upgrade";
import { config, settingsOf } from "../config/samples";
import { type Run, runProgram } from "./engine";

/** Services of the test environment: users on Fargate, matching on instances. */
export const environment = config({
  users: { ruleSlot: 0, port: 8080 },
  matching: { ruleSlot: 1, port: 9090, compute: { type: "ec2" } },
});

export const firstImage = "users@sha256:1111";
export const secondImage = "users@sha256:2222";

const kept = keptSettings(settingsOf(environment).services["users"]!);

const release = (state: ReleaseState, image: string) =>
  stage(state, {
    id: "release-1",
    owner: "somebody@somewhere:1",
    startedAt: "2025-01-01T00:00:00Z",
    services: { users: { image, size: 2, settings: kept } },
  });

/** users on its way into production for the first time. */
export const firstReleaseOf = (state: ReleaseState) => release(state, firstImage);

const empty = withServices(emptyState, ["users", "matching"]);
/** users serves from blue. */
const idle = retire(switchOver(release(empty, firstImage)));
const staged = release(idle, secondImage);
const canary = shift(staged, { users: [{ percent: 5, minutes: 10 }] })!;
const switched = switchOver(staged);

/** A release of users from blue to green, in every phase. */
export const phases = {
  "never released": empty,
  idle,
  staged,
  canary,
  switched,
  "switched after a canary": switchOver(canary),
  returning: switchBack(switched),
  retired: retire(switched),
} satisfies Record<string, ReleaseState>;

/** The state as if its fleets had been released with the settings of this config. */
export function releasedWith(state: ReleaseState, raw: RawConfig): ReleaseState {
  const bare = structuredClone(state);
  for (const { fleets } of Object.values(bare.services)) {
    delete fleets.blue.settings;
    delete fleets.green.settings;
  }
  return withKeptSettings(bare, settingsOf(raw));
}

/** The state as if `users` had been released while others called it, or before anybody did. */
export function registered(state: ReleaseState, ...colors: Color[]): ReleaseState {
  const all = structuredClone(state);
  const { fleets } = all.services["users"]!;
  for (const color of allColors) {
    if (fleets[color].image !== null) fleets[color].called = colors.includes(color);
  }
  return all;
}

export type PhaseName = keyof typeof phases;

const runs = new Map<PhaseName, Promise<Run>>();

/** The program as the deployer runs it to make a phase true, once for all tests. */
export function programAt(phase: PhaseName): Promise<Run> {
  const known = runs.get(phase);
  if (known) return known;
  const wanted = phases[phase];
  const run = afterOthers(() =>
    runProgram({
      config: { ...environment, ...toDerivedConfig(wanted) },
      deployed: { release: wanted, colorSecret: "s3cret" },
    }),
  );
  runs.set(phase, run);
  return run;
}

let last: Promise<unknown> = Promise.resolve();

/** Pulumi's mocks are global to the process: one run must end before the next begins. */
function afterOthers<T>(task: () => Promise<T>): Promise<T> {
  const next = last.then(task, task);
  last = next;
  return next;
}

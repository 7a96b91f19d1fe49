import { type DerivedConfig, fromDerivedConfig } from "./derivedConfig";
import {
  type Color,
  type CurrentRelease,
  emptyState,
  type ReleaseState,
  withServices,
  isLegacy,
  stateVersion,
} from "./state";

/** What the program knows when it starts. */
export interface NextStateInput {
  /** Stack output `release` of the last successful `up`; undefined before the first. */
  deployed: ReleaseState | undefined;
  /** Set by the deployer; undefined in a plain `pulumi up`. */
  derived: DerivedConfig | undefined;
  /** `activeColor` of the committed settings, in a plain `pulumi up`. */
  committedActiveColor: Record<string, Color>;
  /** Names of the services in the settings. */
  services: readonly string[];
  /** Name of the stack, for the commands in refusals. */
  stack: string;
}

export type NextState = { kind: "apply"; state: ReleaseState } | ({ kind: "refuse" } & Refused);

/** Why an `up` may not run, and what to do about it. */
export interface Refused {
  found: string;
  next: string;
}

/**
 * The release state that this `up` makes true, or why it may not run.
 *
 * Run by the deployer it is a compare-and-swap: its config must have been derived from the deployed
 * revision. Without the deployer the deployed state is carried over, so no traffic moves and no image
 * changes; while a release is in progress it is refused.
 */
export function nextState(input: NextStateInput): NextState {
  return input.derived ? compareAndSwap(input, input.derived) : carryOver(input);
}

function compareAndSwap(input: NextStateInput, derived: DerivedConfig): NextState {
  const deployed = input.deployed?.revision ?? 0;
  const madeFrom = derived.release.revision;
  if (deployed !== madeFrom) {
    return refuse({ found: staleRelease(madeFrom, deployed), next: status(input.stack) });
  }
  const wanted = withServices(fromDerivedConfig(derived), input.services);
  const missing = Object.keys(derived.release.current?.services ?? {}).filter(
    (name) => !input.services.includes(name),
  );
  if (missing.length > 0) {
    return refuse({
      found: `the release contains ${missing.join(", ")}, which the settings do not have`,
      next: `put ${missing.join(", ")} back into Pulumi.${input.stack}.yaml and run the command again`,
    });
  }
  const state = { version: stateVersion, ...wanted, revision: madeFrom + 1 } as const;
  return { kind: "apply", state };
}

/** Why an `up` that was prepared for one revision may not run on another. */
export function staleRelease(madeFrom: number, deployed: number): string {
  return (
    `stale release: this \`up\` was prepared for revision ${madeFrom}, but revision ` +
    `${deployed} is deployed: another update has changed the release state. Nothing was changed`
  );
}

export const isStale = (found: string) => found.includes("stale release");

function carryOver({ deployed, committedActiveColor, services, stack }: NextStateInput): NextState {
  const state = withServices(deployed ?? emptyState, services);
  if (deployed?.current) return refuse(inProgress(stack, deployed.current));
  const differing = Object.entries(committedActiveColor).flatMap(([name, color]) => {
    const actual = state.services[name]?.activeColor ?? null;
    return actual === color
      ? []
      : [`${name} is ${color}, but deployed is ${actual ?? "no color yet"}`];
  });
  if (differing.length > 0) {
    return refuse({
      found: `\`activeColor\` says ${differing.join("; ")}. A plain \`pulumi up\` never shifts traffic`,
      next:
        `remove the key from Pulumi.${stack}.yaml, and release with: ` +
        `bluegreen deploy --stack ${stack} --service <name> --image <reference>`,
    });
  }
  if (isLegacy(state)) {
    return refuse({
      found:
        "this state was written by an older version, which kept no settings of what it released; the " +
        "deployer's `up` records what is serving, and changes no fleet",
      next: `bluegreen up --stack ${stack}`,
    });
  }
  return { kind: "apply", state: { ...state, version: stateVersion } };
}

/**
 * Why nothing but its deployer may run an `up` during a release: its last one may have been interrupted, and the
 * recorded state is then one step behind.
 */
export function inProgress(stack: string, { id, services, phase, owner }: CurrentRelease): Refused {
  return {
    found:
      `release ${id} of ${Object.keys(services).join(", ")} is in progress (phase ${phase}, held by ${owner}), ` +
      "and an `up` now could undo part of it",
    next: `see whether its deployer is still running: ${status(stack)}; if it is not: bluegreen resume --stack ${stack}`,
  };
}

const status = (stack: string) => `bluegreen status --stack ${stack}`;

function refuse(refused: Refused): NextState {
  return { kind: "refuse", ...refused };
}

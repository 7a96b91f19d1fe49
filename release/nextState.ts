import { type DerivedConfig, fromDerivedConfig } from "./derivedConfig";
import {
  type Color,
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
}

export type NextState =
  { kind: "apply"; state: ReleaseState } | { kind: "refuse"; problems: string[] };

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
    return refuse(
      `stale release: this \`up\` was prepared for revision ${madeFrom}, but revision ` +
        `${deployed} is deployed: another update has changed the release state. Nothing was changed. Run ` +
        "`bluegreen status --stack <stack>` to see the current state.",
    );
  }
  const wanted = withServices(fromDerivedConfig(derived), input.services);
  const missing = Object.keys(derived.release.current?.services ?? {}).filter(
    (name) => !input.services.includes(name),
  );
  if (missing.length > 0) {
    return refuse(`the release contains ${missing.join(", ")}, which the settings do not have`);
  }
  const state = { version: stateVersion, ...wanted, revision: madeFrom + 1 } as const;
  return { kind: "apply", state };
}

function carryOver({ deployed, committedActiveColor, services }: NextStateInput): NextState {
  const state = withServices(deployed ?? emptyState, services);
  const problems = Object.entries(committedActiveColor).flatMap(([name, color]) => {
    const actual = state.services[name]?.activeColor ?? null;
    if (actual === color) return [];
    return [
      `\`activeColor\` says ${name} is ${color}, but deployed is ` +
        `${actual ?? "no color yet"}. A plain \`pulumi up\` never shifts traffic: remove ` +
        "the key, and release with `bluegreen deploy --stack <stack> --service <name> --image <reference>`.",
    ];
  });
  if (deployed?.current) {
    // Its last `up` may have been interrupted, and the recorded state is then one step behind.
    problems.push(
      `release ${deployed.current.id} is in progress, and a plain \`pulumi up\` could ` +
        "undo half of a step. Finish it first: run `bluegreen resume --stack <stack>` or " +
        "`bluegreen abort --stack <stack>`.",
    );
  }
  if (problems.length === 0 && isLegacy(state)) {
    problems.push(
      "this state was written by an older version, which kept no settings of what it released. Run " +
        "`bluegreen up --stack <stack>` once: it records what is serving, and changes no fleet.",
    );
  }
  return problems.length > 0
    ? { kind: "refuse", problems }
    : { kind: "apply", state: { ...state, version: stateVersion } };
}

function refuse(...problems: string[]): NextState {
  return { kind: "refuse", problems };
}

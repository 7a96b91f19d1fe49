import { type DerivedConfig, fromDerivedConfig } from "./derivedConfig";
import { type Color, emptyState, type ReleaseState, withServices } from "./state";

/** What the program knows when it starts. */
export interface NextStateInput {
  /** Stack output `release` of the last successful `up`; undefined before the first. */
  deployed: ReleaseState | undefined;
  /** From the deployer; undefined in a plain `pulumi up`. */
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
 * From the deployer: a compare-and-swap, its config must have been made from the deployed revision.
 * Without the deployer: the deployed state is carried over, so no traffic moves and no image changes;
 * in the middle of a release it is refused.
 */
export function nextState(input: NextStateInput): NextState {
  return input.derived ? compareAndSwap(input, input.derived) : carryOver(input);
}

function compareAndSwap(input: NextStateInput, derived: DerivedConfig): NextState {
  const deployed = input.deployed?.revision ?? 0;
  const madeFrom = derived.release.revision;
  if (deployed !== madeFrom) {
    return refuse(
      `stale release: this \`up\` was made from revision ${madeFrom}, deployed is revision ` +
        `${deployed}; another deployer has moved on. Nothing was changed. ` +
        "See where it stands with `bluegreen status`.",
    );
  }
  const wanted = withServices(fromDerivedConfig(derived), input.services);
  const missing = Object.keys(derived.release.current?.services ?? {}).filter(
    (name) => !input.services.includes(name),
  );
  if (missing.length > 0) {
    return refuse(`the release is of ${missing.join(", ")}, which the settings do not have`);
  }
  return { kind: "apply", state: { ...wanted, revision: madeFrom + 1 } };
}

function carryOver({ deployed, committedActiveColor, services }: NextStateInput): NextState {
  const state = withServices(deployed ?? emptyState, services);
  const problems = Object.entries(committedActiveColor).flatMap(([name, color]) => {
    const actual = state.services[name]?.activeColor ?? null;
    if (actual === color) return [];
    return [
      `\`activeColor\` says ${name} is ${color}, deployed is ${actual ?? "no color yet"}. A plain ` +
        "`pulumi up` never moves traffic: remove the key, and release with `bluegreen deploy`.",
    ];
  });
  if (deployed?.current) {
    // An `up` of it may have ended halfway, and what is recorded is then the step before.
    problems.push(
      `release ${deployed.current.id} is under way, and a plain \`pulumi up\` could take half a step ` +
        "of it back. Finish it first, with `bluegreen resume` or `bluegreen abort`.",
    );
  }
  return problems.length > 0 ? { kind: "refuse", problems } : { kind: "apply", state };
}

function refuse(...problems: string[]): NextState {
  return { kind: "refuse", problems };
}

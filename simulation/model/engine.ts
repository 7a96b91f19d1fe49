import { DeployError, StepFailed } from "../../automation/errors";
import { toDerivedConfig } from "../../release/derivedConfig";
import { nextState } from "../../release/nextState";
import type { ReleaseState } from "../../release/state";
import type { FaultKind } from "../schedule";
import { type Deployer, never } from "./deployer";
import type { Moments, Place } from "./moments";
import type { Resource, Value } from "./resources";
import type { VirtualTime } from "./time";
import { timings } from "./timings";

/** Parts of the engine's protocol that can be taken out, to show that the checkers notice. */
export interface EngineRules {
  compareAndSwap: boolean;
  lock: boolean;
  /** A plain `up` carries the deployed state over. */
  carryOver: boolean;
}

/** An `up` of a deployer under way. */
export interface Up {
  /** Revision of the deployed state that it was made from. */
  madeFrom: number;
  wanted: ReleaseState;
}

/** What an engine of the model works with. */
export interface EngineParts {
  time: VirtualTime;
  moments: Moments;
  resources: readonly Resource[];
  services: readonly string[];
  rules: EngineRules;
  changed: (what: string) => void;
  /** Null when nobody reads the timeline. */
  log: ((what: string) => void) | null;
  kill: (deployer: Deployer) => void;
}

/** The stack in its backend: outputs, the state of each resource, pending operations, the lock. */
export class Engine {
  pending: string[] = [];
  /** How often the state was written. */
  writes = 0;
  /** Who holds the lock; `by: null` is an engine that was killed. */
  lock: { by: Deployer | null } | null = null;
  /** More than one is a violation. */
  readonly ups = new Map<Deployer, Up>();
  /** What the latest `up` was to make true. */
  lastWanted: ReleaseState;
  /** A person's plain `up` is under way. */
  plain = false;
  private readonly checkpoint: Value[];

  constructor(
    private readonly parts: EngineParts,
    public outputs: ReleaseState,
  ) {
    this.lastWanted = outputs;
    this.checkpoint = parts.resources.map((resource) => resource.actual());
  }

  /** The value of a resource that the engine last wrote down. */
  recorded(kind: Resource["kind"], service: string): Value {
    const { resources } = this.parts;
    const index = resources.findIndex((one) => one.kind === kind && one.service.name === service);
    return this.checkpoint[index]!;
  }

  /** One `up` of a deployer. */
  async up(deployer: Deployer, wanted: ReleaseState, refresh: boolean): Promise<ReleaseState> {
    const { time, rules } = this.parts;
    if (this.at(deployer, "begin", "an `up`") !== null) return never();
    if (this.lock && rules.lock) throw held("the stack is locked by another update");
    this.lock = { by: deployer };
    await time.wait(deployer, timings.effectMs);
    const state = this.program(wanted);
    if (refresh) this.refresh();
    this.write([]);
    this.ups.set(deployer, { madeFrom: wanted.revision, wanted: state });
    this.lastWanted = state;
    for (const index of this.changes(state)) await this.change(deployer, index, state);
    await this.writeOutputs(deployer, state);
    const fault = this.at(deployer, "reply", "the end of the `up`");
    if (fault === "kill") return never();
    if (fault === "replyLost") throw new StepFailed("the `up` failed", ["lost the connection"]);
    return this.outputs;
  }

  /** A plain `pulumi up` of a person, from a checkout of long ago; all of it at once. */
  plainUp(checkout: ReleaseState): void {
    const { rules, services, resources, log, changed } = this.parts;
    if (this.lock) return log?.("plain up: the stack is locked");
    const carried = nextState({
      deployed: this.outputs,
      derived: undefined,
      committedActiveColor: {},
      services,
    });
    const { revision, current } = this.outputs;
    const unsafe = { kind: "apply", state: { ...checkout, revision, current } } as const;
    const next = rules.carryOver ? carried : unsafe;
    if (next.kind === "refuse") return log?.(`plain up: refused, ${next.problems.join("; ")}`);
    const { state } = next;
    this.plain = true;
    changed("somebody runs a plain `up`");
    for (const index of this.changes(state)) {
      const resource = resources[index]!;
      resource.set((this.checkpoint[index] = resource.wanted(state)));
      changed(`plain up: ${resource.name} is now ${resource.actual() ?? "nothing"}`);
    }
    this.plain = false;
    this.writes++;
    this.outputs = state;
  }

  /** Frees the lock of a process that is gone; false when its holder may be alive. */
  unlock(): boolean {
    if (this.lock?.by?.alive) return false;
    this.lock = null;
    return true;
  }

  private program(wanted: ReleaseState): ReleaseState {
    const { services, rules } = this.parts;
    const revision = rules.compareAndSwap ? this.outputs.revision : wanted.revision;
    const next = nextState({
      deployed: { ...this.outputs, revision },
      derived: toDerivedConfig(wanted),
      committedActiveColor: {},
      services,
    });
    if (next.kind === "apply") return next.state;
    this.lock = null;
    // The real engine writes its state, as it was, also after an `up` whose program refused.
    this.writes++;
    throw held(next.problems.join("; "));
  }

  private write(pending: string[]): void {
    this.writes++;
    this.pending = pending;
  }

  private refresh(): void {
    this.parts.resources.forEach((resource, index) => {
      this.checkpoint[index] = resource.actual();
    });
  }

  /** Which resources differ from the engine's own record, in the graph's order; deletions at last. */
  private changes(state: ReleaseState): number[] {
    const changed: number[] = [];
    const deleted: number[] = [];
    this.parts.resources.forEach((resource, index) => {
      const wanted = resource.wanted(state);
      if (wanted === this.checkpoint[index]) return;
      const deletes = wanted === null && resource.kind !== "rule";
      (deletes ? deleted : changed).push(index);
    });
    return deleted.length > 0 ? [...changed, ...deleted] : changed;
  }

  private async change(deployer: Deployer, index: number, state: ReleaseState): Promise<void> {
    const { time, resources, changed } = this.parts;
    const resource = resources[index]!;
    const value = resource.wanted(state);
    this.write([`updating ${resource.name}`]);
    const before = this.at(deployer, "before", resource.name);
    if (before === "freeze") await time.wait(deployer, timings.freezeMs);
    else if (before !== null) {
      if (before === "landsLate") this.landLater(resource, value);
      return this.stop(deployer, before);
    }
    await time.wait(deployer, timings.effectMs);
    resource.set(value);
    changed(`${deployer.name}: ${resource.name} is now ${value ?? "nothing"}`);
    const after = this.at(deployer, "after", resource.name);
    if (after === "killDeployer") this.checkpoint[index] = value;
    if (after !== null) return this.stop(deployer, after);
    await this.untilInSync(deployer, resource);
    this.checkpoint[index] = value;
    this.write([]);
  }

  /** The provider ends a change of a record when Route 53 says that all servers have it. */
  private async untilInSync(deployer: Deployer, { kind, service }: Resource): Promise<void> {
    if (kind !== "productionRecord") return;
    const { production } = service;
    while (!production.inSync) await this.parts.time.wait(deployer, production.msUntilInSync);
  }

  private landLater(resource: Resource, value: Value): void {
    this.parts.time.after(timings.landsLateMs, () => {
      resource.set(value);
      this.parts.changed(`${resource.name} is now ${value ?? "nothing"}, late`);
    });
  }

  private async writeOutputs(deployer: Deployer, state: ReleaseState): Promise<void> {
    await this.parts.time.wait(deployer, timings.effectMs);
    const fault = this.at(deployer, "outputs", "the outputs");
    if (fault !== null) return this.stop(deployer, fault);
    this.outputs = state;
    this.writes++;
    this.lock = null;
    this.ups.delete(deployer);
    this.parts.changed(`${deployer.name}: the release is at revision ${state.revision}`);
  }

  /** The `up` does not go on. Only an engine that was killed leaves its lock and what was pending. */
  private stop(deployer: Deployer, fault: FaultKind): Promise<never> {
    this.ups.delete(deployer);
    if (fault === "killEngine") this.lock = { by: null };
    else if (fault !== "kill") {
      this.lock = null;
      this.write([]);
    }
    if (deployer.dead) return never();
    throw new StepFailed("the `up` failed", [fault]);
  }

  private at(deployer: Deployer, place: Place, what: string): FaultKind | null {
    const { moments, kill, log } = this.parts;
    const fault = moments.pass(deployer, place);
    if (fault === null) return null;
    log?.(`${fault} ${place} ${what} of ${deployer.name}`);
    if (fault === "kill" || fault === "killDeployer") kill(deployer);
    return fault;
  }
}

function held(found: string): DeployError {
  return new DeployError("held", found, "bluegreen status");
}

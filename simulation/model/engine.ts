import { DeployError, StepFailed } from "../../automation/world/errors";
import type { ApplyOptions } from "../../automation/world/ports";
import { sizedByUp } from "../../config/fixedSizes";
import { toDerivedConfig } from "../../release/derivedConfig";
import { nextState } from "../../release/nextState";
import type { ReleaseState } from "../../release/state";
import type { FaultKind } from "../schedule";
import type { Backend } from "./backend";
import { type Deployer, never } from "./deployer";
import type { Moments, Place } from "./moments";
import type { Resource, Value } from "./resources";
import type { SettingsFile } from "./settingsFile";
import type { VirtualTime } from "./time";
import { timings } from "./timings";

/** Parts of Pulumi's protocol that can be removed, to show that the checkers notice. */
export interface EngineRules {
  compareAndSwap: boolean;
  lock: boolean;
  /** A plain `up` carries the deployed state over. */
  carryOver: boolean;
}

/** A deployer's `up` that is running. */
export interface Up {
  /** Deployed revision that it was made from. */
  madeFrom: number;
  wanted: ReleaseState;
  /** Digest of the settings that it read when it began. */
  settings: string;
}

/** What the model of Pulumi works with. */
export interface EngineParts {
  time: VirtualTime;
  moments: Moments;
  backend: Backend;
  file: SettingsFile;
  services: readonly string[];
  rules: EngineRules;
  changed: (what: string) => void;
  /** Null if nobody reads the timeline. */
  log: ((what: string) => void) | null;
  kill: (deployer: Deployer) => void;
}

/** Runs deployers' `up`s: resource by resource, with the faults that hit them. */
export class Engine {
  /** More than one is a violation. */
  readonly ups = new Map<Deployer, Up>();
  /** Who made the latest `up`. */
  latest: Deployer | null = null;
  /** The state that the latest `up` was to make true. */
  lastWanted: ReleaseState;
  /** Services whose first release an `up` was to roll back, or that it was to take out of production. */
  readonly retracted = new Set<string>();
  /** Services whose names an `up` was to give back to their origin. */
  readonly returned = new Set<string>();
  /** Services that an `up` was to decommission for good. */
  readonly left = new Set<string>();
  /**
   * Resources that an `up` limited to some services left alone although one of all would have changed
   * them.
   */
  readonly passedOver: string[] = [];
  /** How production was about to reach a candidate although the release was held up; null: it was not. */
  movedThough: string | null = null;
  /** Revisions of `up`s that only recorded something. */
  readonly onlyRecorded = new Set<number>();
  /** Services with a change that came only after its call had failed: no `up` could take it into account. */
  readonly surprised = new Set<string>();

  constructor(private readonly parts: EngineParts) {
    this.lastWanted = parts.backend.outputs;
  }

  /** Returns the digest of the settings that it applied. */
  async up(
    deployer: Deployer,
    wanted: ReleaseState,
    { refresh, only: limit }: Pick<ApplyOptions, "refresh" | "only">,
  ): Promise<string> {
    const { time, rules, backend, file } = this.parts;
    // Killed in a call made in the same turn.
    if (deployer.dead || this.at(deployer, "begin", "an `up`") !== null) return never();
    if (backend.lock && rules.lock) throw held("the stack is locked by another update");
    backend.lock = { by: deployer };
    this.latest = deployer;
    await time.wait(deployer, timings.effectMs);
    backend.history.started();
    const settings = file.digest;
    const recordOnly = limit === "record";
    const only = !recordOnly && limit?.settings === settings ? limit.services : null;
    const state = this.program(wanted, settings, recordOnly ? [] : only);
    if (recordOnly) this.onlyRecorded.add(state.revision);
    if (refresh) backend.refresh();
    backend.writePending([]);
    this.ups.set(deployer, { madeFrom: wanted.revision, wanted: state, settings });
    this.lastWanted = state;
    this.noteWhatGoes(state);
    if (!recordOnly) this.noteMove(deployer, state);
    for (const index of recordOnly ? [] : backend.changes(state)) {
      const { name, service } = backend.resources[index]!;
      if (only && !only.includes(service.name)) this.passedOver.push(name);
      else await this.change(deployer, index, state);
    }
    await this.end(deployer, state, recordOnly ? null : settings);
    const fault = this.at(deployer, "reply", "the end of the `up`");
    if (fault === "kill") return never();
    if (fault === "replyLost") throw new StepFailed("the `up` failed", ["lost the connection"]);
    return settings;
  }

  private noteWhatGoes({ services, current }: ReleaseState): void {
    if (!current) return;
    for (const name of Object.keys(current.services)) {
      if (services[name]?.activeColor !== null) continue;
      if (services[name].origin) {
        this.returned.add(name);
        continue;
      }
      if (current.leaves) this.left.add(name);
      else if (current.phase === "returning") this.retracted.add(name);
    }
  }

  /** What its deployer has seen of windows and blockers since its `up` before. */
  private noteMove(deployer: Deployer, { current }: ReleaseState): void {
    const { sawHeld } = deployer;
    deployer.sawHeld = null;
    const { phase } = this.parts.backend.outputs.current ?? {};
    const moves = current?.phase === "canary" || current?.phase === "switched";
    const isBefore = phase === "staged" || phase === "canary";
    if (!this.parts.file.settings.blockers || !moves || !isBefore || current.rollsBack) return;
    if (!sawHeld) this.movedThough = `${current.phase} without a look at windows and blockers`;
    else if (sawHeld.blocker) this.movedThough = `${current.phase} while a blocker is on`;
    else if (sawHeld.windows && current.urgent === undefined) {
      this.movedThough = `${current.phase} while the windows are closed`;
    }
  }

  /** The deployer's config as the program reads it; refuses before anything changes. */
  private program(
    wanted: ReleaseState,
    settings: string,
    only: readonly string[] | null,
  ): ReleaseState {
    const { services, rules, backend, file } = this.parts;
    const revision = rules.compareAndSwap ? backend.outputs.revision : wanted.revision;
    const next = nextState({
      deployed: { ...backend.outputs, revision },
      derived: toDerivedConfig(wanted),
      committedActiveColor: {},
      services,
      stack: "simulated",
    });
    if (next.kind === "apply" && !this.takesOver(next.state)) {
      return sizedByUp(next.state, file.settings, only ?? services, backend.outputs);
    }
    backend.lock = null;
    // Pulumi writes its unchanged state even after an `up` whose program refused.
    backend.writePending([]);
    backend.history.ended("failed", settings);
    throw held(next.kind === "refuse" ? next.found : "a name is served from elsewhere");
  }

  /** A record would move that was not adopted: the program refuses that before it registers anything. */
  private takesOver(state: ReleaseState): boolean {
    return this.parts.backend.resources.some(
      (one) =>
        one.kind === "productionRecord" &&
        one.actual() === "origin" &&
        this.parts.backend.recorded(one.kind, one.service.name) === null &&
        ["blue", "green"].includes(one.wanted(state)!),
    );
  }

  private async change(deployer: Deployer, index: number, state: ReleaseState): Promise<void> {
    const { time, backend, changed } = this.parts;
    const resource = backend.resources[index]!;
    const value = resource.wanted(state);
    backend.writePending([`updating ${resource.name}`]);
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
    if (after === "killDeployer") backend.writeResource(index, value);
    if (after !== null) return this.stop(deployer, after);
    await this.untilInSync(deployer, resource);
    backend.writeResource(index, value);
  }

  /** The provider finishes a change of a record when Route 53 reports that all servers have it. */
  private async untilInSync(deployer: Deployer, { kind, service }: Resource): Promise<void> {
    if (kind !== "productionRecord") return;
    const { production } = service;
    while (!production.inSync) await this.parts.time.wait(deployer, production.msUntilInSync);
  }

  /**
   * Not so for fleets: no deployer can know about a stop that arrives after production has rolled back
   * to the fleet.
   */
  private landLater(resource: Resource, value: Value): void {
    if (resource.kind === "fleet") return;
    this.parts.time.after(timings.landsLateMs, () => {
      this.surprised.add(resource.service.name);
      resource.set(value);
      this.parts.changed(`${resource.name} is now ${value ?? "nothing"}, late`);
    });
  }

  private async end(
    deployer: Deployer,
    state: ReleaseState,
    settings: string | null,
  ): Promise<void> {
    const { time, backend, changed } = this.parts;
    await time.wait(deployer, timings.effectMs);
    const fault = this.at(deployer, "outputs", "the outputs");
    if (fault !== null) return this.stop(deployer, fault);
    backend.writeOutputs(state);
    backend.history.ended("succeeded", settings);
    backend.lock = null;
    this.ups.delete(deployer);
    changed(`${deployer.name}: the release is at revision ${state.revision}`);
  }

  /** The `up` stops here. Only a killed Pulumi process leaves its lock and pending operations. */
  private stop(deployer: Deployer, fault: FaultKind): Promise<never> {
    const { backend } = this.parts;
    const { settings } = this.ups.get(deployer)!;
    this.ups.delete(deployer);
    if (fault === "killEngine") backend.lock = { by: null };
    else if (fault !== "kill") {
      backend.lock = null;
      backend.writePending([]);
      backend.history.ended("failed", settings);
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

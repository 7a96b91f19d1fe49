import { withFixedSizes } from "../../config/fixedSizes";
import type { ReleaseState } from "../../release/state";
import type { Deployer } from "./deployer";
import type { History } from "./history";
import type { Resource, Value } from "./resources";
import type { SettingsFile } from "./settingsFile";

/** The stack in its backend: outputs, the state of each resource, pending operations, the lock. */
export class Backend {
  /** Operations that were started and whose end no Pulumi process saw. */
  pending: string[] = [];
  /** Releasing the lock drops the pending operations. */
  unlockForgets = false;
  /** Who holds the lock; `by: null` is a Pulumi process that was killed. */
  lock: { by: Deployer | null } | null = null;
  private readonly checkpoint: Value[];

  constructor(
    readonly resources: readonly Resource[],
    /** The deployed release state. */
    public outputs: ReleaseState,
    readonly history: History,
    /** A service that an `up` before the run left unfinished. */
    readonly unfinished: string | null = null,
    /** What the next `up` reads. */
    private readonly file: SettingsFile | null = null,
  ) {
    this.checkpoint = resources.map((resource) =>
      isForeign(resource, outputs) ? null : resource.actual(),
    );
  }

  /** What the next plain `up` would record: the deployed state, with the sizes that people ask for. */
  get next(): ReleaseState {
    const { outputs, file } = this;
    return file ? withFixedSizes(outputs, file.settings, Object.keys(outputs.services)) : outputs;
  }

  /** The value of a resource as last recorded by Pulumi. */
  recorded(kind: Resource["kind"], service: string): Value {
    const index = this.resources.findIndex(
      (one) => one.kind === kind && one.service.name === service,
    );
    return this.checkpoint[index]!;
  }

  /** Resources that differ from the recorded state, in the graph's order with deletes last. */
  changes(state: ReleaseState): number[] {
    const changed: number[] = [];
    const deleted: number[] = [];
    this.resources.forEach((resource, index) => {
      const wanted = resource.wanted(state);
      if (wanted === this.checkpoint[index]) return;
      const deletes = wanted === null && resource.kind !== "rule";
      (deletes ? deleted : changed).push(index);
    });
    return deleted.length > 0 ? [...changed, ...deleted] : changed;
  }

  writePending(pending: string[]): void {
    this.history.wrote();
    this.pending = pending;
  }

  writeResource(index: number, value: Value): void {
    this.checkpoint[index] = value;
    this.writePending([]);
  }

  writeOutputs(state: ReleaseState): void {
    this.history.wrote();
    this.outputs = state;
  }

  /** Records the actual value of each resource. */
  refresh(): void {
    this.resources.forEach((resource, index) => {
      if (this.checkpoint[index] === null && resource.actual() === "origin") return;
      this.checkpoint[index] = resource.actual();
    });
  }

  /** Releases the lock of a process that is gone; false if its holder may be alive. */
  unlock(): boolean {
    if (this.lock?.by?.alive) return false;
    this.lock = null;
    if (this.unlockForgets) this.pending = [];
    return true;
  }
}

/** The record of a name that is served from elsewhere, and was not adopted: the program does not have it. */
export function isForeign(resource: Resource, state: ReleaseState): boolean {
  return resource.actual() === "origin" && resource.wanted(state) === null;
}

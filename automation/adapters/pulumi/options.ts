import type { Delegation } from "../../../components/stack/nameZones";
import type { Certificates } from "../../../components/stack/presented";
import type { Settings } from "../../../config/schema";
import type { LocatedEngine } from "../../engine/findEngine";
import type { EngineLock } from "../../locks/engineLock";
import type { Project } from "./settingsFile";

/** What Pulumi needs to know about a stack. */
export interface EngineOptions {
  project: Project;
  name: string;
  engine: LocatedEngine;
  /** Who holds the stack's lock, asked when Pulumi was killed; null: this backend does not show it. */
  locks?: () => Promise<EngineLock[] | null>;
  /** Cancels the running operation, once. */
  signal: AbortSignal;
  /** Looks up where a zone's parent delegates it to; absent: delegation is not checked. */
  delegation?: Delegation;
  /** Asks ACM about a certificate; absent: those in the settings are not checked. */
  certificates?: Certificates;
  /** Environments that are built on this one; absent: unknown, so there may be some. */
  dependents?: () => Promise<readonly string[]>;
  /** Kills the running operation. */
  now: AbortSignal;
  /** Called for every resource that changes. */
  onResource: (text: string) => void;
  /** Called with anything else that people should know. */
  onNote: (text: string) => void;
}

export interface PulumiStackOptions extends EngineOptions {
  settings: Settings;
  /** Used instead of the settings file, to see what an edit would do; undefined: the file is used. */
  text?: string | undefined;
}

/** The stack's outputs, by name. */
export type Outputs = Record<string, unknown>;

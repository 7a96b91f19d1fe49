import type { Settings } from "../../../config/schema";
import type { LocatedEngine } from "../../engine/findEngine";
import type { Project } from "./settingsFile";

/** What the engine needs to know of a stack. */
export interface EngineOptions {
  project: Project;
  name: string;
  engine: LocatedEngine;
  /** Cancels the operation under way, once. */
  signal: AbortSignal;
  /** Kills the operation under way. */
  now: AbortSignal;
  /** Told of every resource that changes. */
  onResource: (text: string) => void;
  /** Told what a person should know besides. */
  onNote: (text: string) => void;
}

export interface PulumiStackOptions extends EngineOptions {
  settings: Settings;
  /** Stands for the settings file, to see what another one would do; undefined: the file counts. */
  text?: string | undefined;
}

/** The stack's outputs, by name. */
export type Outputs = Record<string, unknown>;

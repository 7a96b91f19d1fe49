import type { RawConfig } from "../../config/raw";

export interface KnownStack {
  name: string;
  /** ISO 8601, UTC; null: it never had an update. */
  lastUpdate: string | null;
}

/** The project's stacks, as the backend knows them. */
export interface Stacks {
  list(): Promise<KnownStack[]>;
  /**
   * Stack config of the last `up`, even a failed one, by bare key; undefined before the first. This tells the
   * settings of an environment whose settings file is not here.
   */
  lastConfig(name: string): Promise<RawConfig | undefined>;
  /** Writes the settings file as of the last `up`, including the keys that encrypt the stack's secrets. */
  restoreFile(name: string): Promise<void>;
  /**
   * Records in the stack's state whether its ECR repositories stay, with their images, when they are deleted; `services`
   * are all if absent.
   */
  keepImages(name: string, keep: boolean, services?: readonly string[]): Promise<void>;
  /** Deletes every resource, then the stack and its settings file; `again` is the command that goes on. */
  destroy(name: string, again: string): Promise<void>;
}

/** The settings files of the project's stacks, as text. */
export interface StackFiles {
  /** Stacks that have one. */
  names(): Promise<string[]>;
  /** Undefined if there is none. */
  read(stack: string): Promise<string | undefined>;
  write(stack: string, text: string): Promise<void>;
  /** Succeeds if there is none. */
  remove(stack: string): Promise<void>;
}

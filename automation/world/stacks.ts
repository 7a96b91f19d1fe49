import type { RawConfig } from "../../config/raw";

export interface KnownStack {
  name: string;
  /** ISO 8601, UTC; null: nothing was ever brought up in it. */
  lastUpdate: string | null;
}

/** The project's stacks, as the backend knows them. */
export interface Stacks {
  list(): Promise<KnownStack[]>;
  /**
   * Stack config of the last `up`, also one that failed, by bare key; undefined before the first. What
   * an environment was brought up with is known so where its settings file is not.
   */
  lastConfig(name: string): Promise<RawConfig | undefined>;
  /** Writes the settings file as of the last `up`, with what the stack's secrets are encrypted by. */
  restoreFile(name: string): Promise<void>;
  /** Deletes every resource, then the stack and its settings file. */
  destroy(name: string): Promise<void>;
}

/** The settings files of the project's stacks, as text. */
export interface StackFiles {
  /** Stacks that have one. */
  names(): Promise<string[]>;
  /** Undefined when there is none. */
  read(stack: string): Promise<string | undefined>;
  write(stack: string, text: string): Promise<void>;
}

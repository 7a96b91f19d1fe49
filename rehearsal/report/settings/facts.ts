import type { TrafficReport } from "../../traffic/trafficReport";
import type { Act } from "../fleet/facts";

/** What serves a service: its fleet in ECS, and the definition that the release state has for it. */
export interface Serving {
  color: string;
  digest: string;
  /** The settings that the fleet was released with. */
  settings: Record<string, unknown>;
  /** Of the fleet's primary deployment. */
  taskDefinitionArn: string;
  rollout: string;
  /** Ids, sorted. */
  tasks: string[];
}

/** What a command should do to the service whose settings were edited; nothing changes for any other. */
export type Expected =
  | { exitCode: number; serves: "the same" }
  | { exitCode: 0; serves: Pick<Serving, "digest" | "settings"> };

/** One command under traffic, after an edit of the settings. */
export interface SettingsAct extends Act {
  exitCode: number | null;
  expected: Expected;
  /** By service, before the command and some time after it. */
  before: Record<string, Serving>;
  after: Record<string, Serving>;
  /** Keys that wait for a release, by service, as `up` lists them; null for another command. */
  waiting: { expected: Record<string, string[]>; found: unknown } | null;
}

/** Everything that a rehearsal of settings found; what is printed is derived from this alone. */
export interface SettingsFacts {
  /** The service whose settings are released. */
  edited: string;
  acts: SettingsAct[];
  traffic: TrafficReport;
}

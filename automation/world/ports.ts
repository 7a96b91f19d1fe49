import type { ApiSettings, Settings } from "../../config/schema";
import type { Color, ReleaseState } from "../../release/state";
import type { Inspector } from "./inspector";
import type { Update } from "../history/update";
import type { OneOffTasks } from "./oneOffTasks";
import type { FleetInventory, Inventory, ServiceInventory } from "../../release/inventory";

/** Everything the runbook needs of the world; adapters implement it, nothing else touches the world. */
export interface Ports {
  stack: Stack;
  observer: Observer;
  inspector: Inspector;
  oneOffTasks: OneOffTasks;
  tests: Tests;
  clock: Clock;
  reporter: Reporter;
}

// --- Stack: the environment as Pulumi knows it -----------------------------------------------------

export interface Deployed {
  /** Undefined before the first successful `up`. */
  release: ReleaseState | undefined;
  inventory: Inventory | undefined;
  /** Value of the header `x-bluegreen-secret`, a secret of the stack. */
  colorSecret: string | undefined;
  /** Of an `up`: digest of the settings that it was of; null where it can't be told. */
  settings?: string | null;
}

export interface PlannedResource {
  /** Pulumi type token, such as `aws:ecs/service:Service`. */
  type: string;
  inputs: Record<string, unknown>;
  /** The engine would replace what is deployed. */
  replaced: boolean;
}

/** By URN. */
export type PlannedResources = Map<string, PlannedResource>;

export interface Preview {
  /** What exists, as Pulumi has recorded it. */
  recorded: PlannedResources;
  /** What is to exist. */
  planned: PlannedResources;
}

/** The engine's own record, which may be ahead of the outputs by one unfinished `up`. */
export interface EngineState {
  /** DNS name of the load balancer that each alias record points at, by record name. */
  aliases: Record<string, string>;
  /** Tasks that the engine has asked ECS for, by fleet, such as `users-green`. */
  tasks: Record<string, number>;
  /** Instances that a fleet's group was told to keep at least, likewise. */
  instances: Record<string, number>;
  /** When the engine last wrote this, in its own words: another value, another update. */
  writtenAt: string;
  /** Operations that were begun and never finished, as `creating users-green (aws:ecs/service:Service)`. */
  pending: string[];
}

export interface Stack {
  readonly name: string;
  readonly settings: Settings;
  read(): Promise<Deployed>;
  /** What the engine last wrote, also in the middle of an `up` that never ended. */
  engineState(): Promise<EngineState>;
  /** Both at once, by one question; without the secret. */
  look(): Promise<{ deployed: Omit<Deployed, "colorSecret">; engine: EngineState }>;
  /** What the world's resources are to be once `wanted` is applied. Takes no lock, changes nothing. */
  preview(wanted: ReleaseState, only?: ApplyOptions["only"]): Promise<Preview>;
  /** The settings as they are now, by their digest, and the last update in the engine's history. */
  provenance(): Promise<{ settings: string | null; last: Update | undefined }>;
  /**
   * One `up`. `wanted.revision` is the deployed revision it was made from; the state that comes back
   * is the new deployed one. Throws DeployError: held by another, stale, a resource failed, cancelled.
   */
  apply(wanted: ReleaseState, options: ApplyOptions): Promise<Deployed>;
}

export interface ApplyOptions {
  /** What history shows of this `up`. */
  message: string;
  /**
   * First ask the world what each resource is. The engine changes only what differs from its own
   * record, which is wrong where an `up` was killed, or a call failed after it had done its work.
   */
  refresh: boolean;
  /**
   * Services that this `up` is of, as long as the settings have this digest; all others stay as they are.
   * Null, or other settings: of the whole environment, which also makes true whatever else they say.
   * Only without `refresh`.
   */
  only: { services: readonly string[]; settings: string } | null;
}

// --- Observer: the world as it is ------------------------------------------------------------------

export type ImageLookup =
  | {
      found: true;
      /** `repository@sha256:...` */ pinned: string;
      digest: string;
      architecture: string | null;
    }
  | { found: false; reason: string };

/** An edge has a load balancer for the world, and a private one for calls between services. */
export type Side = "public" | "private";

export interface TargetHealth {
  /** Which edge sees it so. */
  edge: Color;
  /** Absent: `public`. */
  side?: Side;
  /** IP address and port, or instance id and port. */
  target: string;
  state: "initial" | "healthy" | "unhealthy" | "unused" | "draining" | "unavailable";
  /** Reason in the load balancer's words; empty when healthy. */
  reason: string;
}

export interface FleetHealth {
  /** Tasks that the ECS service should run. */
  desired: number;
  /** Running tasks with the digest each one runs; null when ECS does not tell yet. */
  running: { taskId: string; digest: string | null }[];
  pending: number;
  /** Targets of this fleet on both edges, and on both sides where other services call it. */
  targets: TargetHealth[];
  /** Newest first: why tasks stopped, in the world's words. */
  stopped: { taskId: string; reason: string }[];
  /** Roll-out of the PRIMARY deployment. */
  rollout: {
    taskDefinitionArn: string;
    state: "IN_PROGRESS" | "COMPLETED" | "FAILED";
    reason: string;
  };
  /** Newest first: what ECS and the Auto Scaling group say, such as instance shortage. */
  events: string[];
}

export interface EdgeTraffic {
  /** Requests for the service's name at this edge during the last `windowSeconds`. */
  requests: number;
  windowSeconds: number;
  /** Seconds until which the world's own report may still lack requests. */
  lagSeconds: number;
}

/** A CloudWatch alarm as it is. */
export interface Alarm {
  name: string;
  state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  /** Why it is in this state, in CloudWatch's words. */
  reason: string;
  /** Since when it is in this state, in milliseconds since the epoch; null when that is not told. */
  sinceMs: number | null;
}

/** What one authoritative server says of a name. */
export interface AuthoritativeAnswer {
  server: string;
  /** IPv4 addresses; empty when the name has none there. */
  addresses: string[];
  /** Seconds; null without an answer. */
  ttlSeconds: number | null;
  /** Why the server gave no answer at all; null when it did. */
  error: string | null;
}

export interface Observer {
  /** How often the world may be asked, in milliseconds: each question costs API calls. */
  readonly pollMs: number;
  image(reference: string, repositoryUri: string): Promise<ImageLookup>;
  /** Null when the ECS service does not exist. */
  fleet(inventory: Inventory, fleet: FleetInventory): Promise<FleetHealth | null>;
  traffic(
    inventory: Inventory,
    edge: Color,
    service: ServiceInventory,
    windowSeconds: number,
    side?: Side,
  ): Promise<EdgeTraffic>;
  /**
   * Asks every authoritative server of the zone for the addresses of a name in it. A private zone answers
   * inside its VPC only: there Route 53's own record is the one answer.
   */
  resolve(inventory: Inventory, name: string): Promise<AuthoritativeAnswer[]>;
  /** The alarms of these names; one that does not exist is left out. */
  alarms(inventory: Inventory, names: readonly string[]): Promise<Alarm[]>;
  /** IPv4 addresses of one edge's load balancer. */
  edgeAddresses(inventory: Inventory, edge: Color, side?: Side): Promise<string[]>;
}

// --- Tests: step 4 ---------------------------------------------------------------------------------

export interface GateInput {
  service: string;
  settings: ApiSettings;
  productionName: string;
  testName: string;
  color: Color;
  digest: string;
  /** Addresses of the candidate's edge; the checks connect to these. */
  edgeAddresses: string[];
  colorSecret: string;
}

export interface CheckResult {
  /** What was asked, such as `GET https://users-test.example.com/health`. */
  name: string;
  ok: boolean;
  seconds: number;
  /** Why it failed; empty when it passed. */
  reason: string;
  /** Body of the answer or output of the command, its tail when long. */
  output: string;
}

export interface Tests {
  run(input: GateInput): Promise<CheckResult[]>;
}

// --- Clock and reporter ----------------------------------------------------------------------------

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  sleep(ms: number): Promise<void>;
  /** Seconds since some start, never going back: for durations. */
  monotonicSeconds(): number;
  newId(): string;
}

export interface StepResult {
  step: string;
  name: string;
  seconds: number;
}

/** Progress for people; every call is a fact that has just become true. */
export interface Reporter {
  stepStarted(step: string, name: string): void;
  /** What is waited for; `remainingSeconds` is null when there is no deadline. */
  waiting(what: string, remainingSeconds: number | null): void;
  note(text: string): void;
  warn(text: string): void;
  stepEnded(result: StepResult): void;
}

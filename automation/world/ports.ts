import type { ApiSettings, Settings } from "../../config/schema";
import type { Color, ReleaseState } from "../../release/state";
import type { Inspector } from "./inspector";
import type { Metrics } from "./metrics";
import type { Update } from "../history/update";
import type { ImageKeeper } from "./imageKeeper";
import type { Prices } from "./prices";
import type { OneOffTasks } from "./oneOffTasks";
import type { Reads } from "./reads";
import type { FleetInventory, Inventory, ServiceInventory } from "../../release/inventory";

/** Everything the runbook needs from outside; only the adapters that implement it touch the outside. */
export interface Ports {
  stack: Stack;
  observer: Observer;
  metrics: Metrics;
  inspector: Inspector;
  oneOffTasks: OneOffTasks;
  /** Absent: images are kept without tags. */
  imageKeeper?: ImageKeeper | undefined;
  /** Absent: nothing is said of costs. */
  prices?: Prices | undefined;
  tests: Tests;
  reads: Reads;
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
  /** After an `up`: digest of the settings that it applied; null if it is unknown. */
  settings?: string | null;
}

export interface PlannedResource {
  /** Pulumi type token, such as `aws:ecs/service:Service`. */
  type: string;
  inputs: Record<string, unknown>;
  /** Pulumi would replace the deployed resource. */
  replaced: boolean;
  /** Deleting it leaves it in AWS. */
  retained: boolean;
}

/** By URN. */
export type PlannedResources = Map<string, PlannedResource>;

export interface Preview {
  /** What exists, according to Pulumi's state. */
  recorded: PlannedResources;
  /** What would exist. */
  planned: PlannedResources;
}

/** Pulumi's own state, which may be ahead of the outputs by one unfinished `up`. */
export interface EngineState {
  /** Where each record of type A or CNAME leads, by its name: as `targetOf` (release/origin.ts) writes it. */
  targets: Record<string, string>;
  /** The same of AAAA records; absent: there are none. */
  ipv6Targets?: Record<string, string>;
  /** Tasks that Pulumi has asked ECS for, by fleet, such as `users-green`. */
  tasks: Record<string, number>;
  /** Minimum number of instances of a fleet's Auto Scaling group, by fleet. */
  instances: Record<string, number>;
  /** Names of its ECR repositories, and whether deleting them leaves them, with their images, in AWS. */
  repositories: Record<string, { isKept: boolean }>;
  /** URNs of a team's own resources that are protected; absent: none. */
  beside?: readonly string[];
  /** When Pulumi last wrote this, in its own format. */
  writtenAt: string;
  /**
   * Digest of all resources and pending operations: another value means that another update changed
   * something. One that was refused writes the same again.
   */
  content: string;
  /** Operations that were begun and never finished, as `creating users-green (aws:ecs/service:Service)`. */
  pending: string[];
}

export interface Stack {
  /** Name of the Pulumi project. */
  readonly project: string;
  readonly name: string;
  readonly settings: Settings;
  read(): Promise<Deployed>;
  /** What Pulumi last wrote, even halfway through an interrupted `up`. */
  engineState(): Promise<EngineState>;
  /** Both in one question; without the secret. */
  look(): Promise<{ deployed: Omit<Deployed, "colorSecret">; engine: EngineState }>;
  /** What the resources would be once `wanted` is applied. Takes no lock, changes nothing. */
  preview(wanted: ReleaseState, options?: PreviewOptions): Promise<Preview>;
  /** Names of the environments that are built on this one. Asks for each stack of the project. */
  dependents(): Promise<readonly string[]>;
  /** The digest of the current settings, and the last update in Pulumi's history. */
  provenance(): Promise<{ settings: string | null; last: Update | undefined }>;
  /**
   * One `up`. `wanted.revision` is the deployed revision that it was made from; returns the new deployed
   * state. Throws DeployError when the stack is held by another, stale or cancelled, StepFailed when it failed.
   */
  apply(wanted: ReleaseState, options: ApplyOptions): Promise<Deployed>;
}

export interface PreviewOptions {
  /** See ApplyOptions. */
  only?: Exclude<ApplyOptions["only"], "record">;
  /**
   * Treats clients of what `wanted` takes out of production as drained, so that it may be deleted.
   */
  ofDrained?: boolean;
}

export interface ApplyOptions {
  /** What history shows of this `up`. */
  message: string;
  /**
   * Read each resource from AWS first. Pulumi changes only what differs from its own state, which is wrong
   * where an `up` was killed, or where a call failed after it had done its work.
   */
  refresh: boolean;
  /**
   * Limits this `up` to these services, as long as the settings have this digest; all others stay as they are.
   * Null, or if the settings have changed: the whole environment, with all settings applied. Can't be
   * combined with `refresh`. `record`: nothing but the release state, whatever the settings say.
   */
  only: { services: readonly string[]; settings: string } | "record" | null;
  /** What to run if it is interrupted; `resume` by default. */
  again?: string;
  /** What to run once a lock that stops it from starting is released; the same by default. */
  afterLock?: string;
}

// --- Observer: what AWS and DNS say ----------------------------------------------------------------

export type ImageLookup =
  | {
      found: true;
      /** `repository@sha256:...` */ pinned: string;
      digest: string;
      architecture: string | null;
    }
  | { found: false; reason: string };

/** An edge has a load balancer for clients outside, and a private one for calls between services. */
export type Side = "public" | "private";

export interface TargetHealth {
  /** The edge whose health check this is. */
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
  /** Running tasks with the digest each one runs; null if ECS does not know it yet. */
  running: { taskId: string; digest: string | null }[];
  pending: number;
  /** Targets of this fleet on both edges, and on both sides where other services call it. */
  targets: TargetHealth[];
  /** Newest first: why tasks stopped, in the words of ECS. */
  stopped: { taskId: string; reason: string }[];
  /** For how long AWS charges for each of its tasks, those that stopped within about an hour included; absent: unknown. */
  times?: TaskTime[];
  /** Roll-out of the PRIMARY deployment. */
  rollout: {
    taskDefinitionArn: string;
    state: "IN_PROGRESS" | "COMPLETED" | "FAILED";
    reason: string;
  };
  /** Newest first: what ECS and the Auto Scaling group say, such as instance shortage. */
  events: string[];
}

/** When AWS begins and ends to charge for a task, in milliseconds since the epoch. */
export interface TaskTime {
  taskId: string;
  /** Start of its image's pull. */
  fromMs: number;
  /** When it had terminated; null: it has not. */
  untilMs: number | null;
}

export interface EdgeTraffic {
  /** Requests for the service's name at this edge during the last `windowSeconds`. */
  requests: number;
  windowSeconds: number;
  /** For this many seconds CloudWatch may still be missing requests. */
  lagSeconds: number;
}

/** The current state of a CloudWatch alarm. */
export interface Alarm {
  name: string;
  state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  /** Why it is in this state, in CloudWatch's words. */
  reason: string;
  /** When it entered this state, in milliseconds since the epoch; null if unknown. */
  sinceMs: number | null;
}

/** Type of the records with a name's IPv4 or IPv6 addresses. */
export type AddressType = "A" | "AAAA";

/** What one authoritative server says of a name. */
export interface AuthoritativeAnswer {
  /** Followed by `(AAAA)` where it was asked for IPv6 addresses. */
  server: string;
  /** IPv4 or IPv6 addresses; empty if the server has none for the name. */
  addresses: string[];
  /** The DNS name that the server calls the name's other one; absent: it is no CNAME. */
  cname?: string;
  /** Seconds; null without an answer. */
  ttlSeconds: number | null;
  /** Why the server gave no answer at all; null when it did. */
  error: string | null;
  /** It refused to answer, so it can be reached. */
  heard?: true;
}

export interface Observer {
  /** Milliseconds between two looks: each costs API calls. */
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
   * Asks every authoritative server of the zone for the addresses of a name in it, by each type of record that the
   * name has. A private zone answers
   * only inside its VPC, so for one of its names Route 53's own record is the only answer.
   */
  resolve(inventory: Inventory, name: string): Promise<AuthoritativeAnswer[]>;
  /**
   * Where Route 53's own A or CNAME record leads, or its AAAA record, as `targetOf` (release/origin.ts) writes it; null:
   * there is none.
   */
  recordTarget(inventory: Inventory, name: string, type?: AddressType): Promise<string | null>;
  /** The alarms with these names; those that do not exist are left out. */
  alarms(inventory: Inventory, names: readonly string[]): Promise<Alarm[]>;
  /**
   * Addresses of one edge's load balancer, IPv4 by default, collected over several looks: one has at most 8. None: it
   * was deleted by hand.
   */
  edgeAddresses(
    inventory: Inventory,
    edge: Color,
    side?: Side,
    type?: AddressType,
  ): Promise<string[]>;
  /** IPv4 addresses that a name leads to, anywhere in DNS, such as that of an adopted name's origin. Empty: none. */
  addressesOf(name: string): Promise<string[]>;
}

// --- Tests: step 4 ---------------------------------------------------------------------------------

export interface GateInput {
  service: string;
  settings: ApiSettings;
  productionName: string;
  testName: string;
  color: Color;
  digest: string;
  /** Addresses of the candidate's load balancer; the checks connect to these. */
  edgeAddresses: string[];
  colorSecret: string;
  /** What requests by the test name need. */
  testHeaders: Readonly<Record<string, string>>;
}

export interface CheckResult {
  /** What was asked, such as `GET https://users-test.example.com/health`. */
  name: string;
  ok: boolean;
  seconds: number;
  /** Why it failed; empty when it passed. */
  reason: string;
  /** Body of the response or output of the command, shortened to its end if long. */
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
  /** Seconds on a clock that never goes back: for durations. */
  monotonicSeconds(): number;
  newId(): string;
}

export interface StepResult {
  step: string;
  name: string;
  seconds: number;
  /** Absent: it did what it was to do. */
  failed?: true;
}

/** Progress for people; every call is a fact that has just become true. */
export interface Reporter {
  stepStarted(step: string, name: string): void;
  /** What has to become true; `remainingSeconds` is null if there is no deadline. */
  waiting(what: string, remainingSeconds: number | null): void;
  note(text: string): void;
  warn(text: string): void;
  stepEnded(result: StepResult): void;
}

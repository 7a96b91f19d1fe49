import type { Target } from "../../../release/routing";
import type { Color, Phase } from "../../../release/state";
import type { Band } from "../bands";
import type { ServiceTraffic } from "../traffic";

/** What the live page shows: the recorded state, and what was observed beside it. Times in milliseconds. */
export interface LiveView {
  stack: string;
  /** When reading it began. */
  seenMs: number;
  revision: number;
  heading: string;
  sentence: string;
  /** As `status` prints it: commands with the words between them. */
  next: string;
  notes: readonly string[];
  /** Null: none is in progress. */
  release: LiveRelease | null;
  /** Why AWS and DNS were not asked; null: they were. */
  notAsked: string | null;
  /** Those of the release in progress, or of the last one. */
  services: readonly LiveService[];
  others: readonly LiveService[];
  /** Null: no client has to leave a load balancer. */
  drain: LiveDrain | null;
  /** Production's names do not match what is recorded: they are being moved, or were. */
  isMoving: boolean;
  traffic: LiveTraffic;
}

export interface LiveRelease {
  id: string;
  phase: Phase;
  startedAt: string;
  owner: string;
  /** Whether its process runs, in words; null: unknown. */
  ownerIs: string | null;
  /** `root@vm (pid 7), for 12 s`: who holds Pulumi's lock. */
  lock: string | null;
  course: readonly CourseMark[];
}

/** A phase of the way that the release takes. */
export interface CourseMark {
  name: string;
  is: "past" | "now" | "ahead";
}

export interface LiveService {
  name: string;
  worker: boolean;
  names: readonly LiveName[];
  /** The color that serves production, as recorded; null: never released. */
  active: Color | null;
  /** As recorded: where each load balancer forwards production; empty: nowhere. A worker has none. */
  forwards: Readonly<Record<Color, readonly Target[]>> | null;
  fleets: Readonly<Record<Color, LiveFleet>>;
}

export interface LiveName {
  name: string;
  isPrivate: boolean;
  /** According to the authoritative servers; null: they were not asked. */
  leadsTo: Color | "origin" | "mixed" | "nowhere" | null;
}

export interface LiveFleet {
  /** Null: it has no version. */
  version: string | null;
  role: "serves" | "candidate" | "retiring" | "stopped";
  /** As recorded. */
  size: number;
  /** According to ECS and the load balancers; null: they were not asked, or have no such fleet. */
  seen: SeenTasks | null;
}

export interface SeenTasks {
  running: number;
  wanted: number;
  /** Healthy at every load balancer; null: a worker's tasks are no targets. */
  healthy: number | null;
}

export interface LiveDrain {
  fromMs: number;
  untilMs: number;
  ttlSeconds: number;
  marginSeconds: number;
  /** Services whose clients have to leave. */
  services: readonly string[];
}

export interface LiveTraffic {
  services: readonly ServiceTraffic[];
  /** Phases as they were seen. */
  bands: readonly Band[];
  fromMs: number;
  toMs: number;
  /** What has to be said of the numbers, such as why there are none. */
  remarks: readonly string[];
}

/** What a page shows at a moment. After a failed look: what the last good one saw, and what failed. */
export interface Moment {
  view: LiveView;
  failure: { atMs: number; found: string; reasons: readonly string[]; next: string | null } | null;
  nowMs: number;
}

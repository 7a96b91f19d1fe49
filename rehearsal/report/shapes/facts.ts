import type { TrafficReport } from "../../traffic/trafficReport";
import type { Act } from "../fleet/facts";

/** One command under traffic. */
export interface ShapesAct extends Act {
  /** How it should end. */
  exitCode: number;
  exited: number | null;
  /** Digests that should serve afterwards, by service. */
  wanted: Record<string, string>;
}

/** What became of a task whose sidecar died. */
export interface SidecarFacts {
  service: string;
  sidecar: string;
  /** Of the task, at load balancers. */
  target: string;
  /** How many of these it was healthy in before, and how many it was still healthy in at last. */
  targetGroups: number;
  left: number;
  /** Whether as many targets as before were healthy in the end, this one not among them. */
  replaced?: boolean;
}

/** Everything that a rehearsal of shapes found; what is printed is derived from this alone. */
export interface ShapesFacts {
  acts: ShapesAct[];
  traffic: TrafficReport;
  sidecar: SidecarFacts;
}

import type { RecordSet } from "../../../localCloud/dataplane/dnsAnswer";
import type { TrafficReport } from "../../traffic/trafficReport";
import type { Act } from "../fleet/facts";

/** Records by name, as Route 53 has them. */
export type Listed = Record<string, RecordSet[]>;

/** One command under traffic, and where the names lead after it. */
export interface AdoptionAct extends Act {
  exitCode: number | null;
  /** What serves afterwards: the origin, or a version. */
  serves: string;
  records: Listed;
}

/** Everything that a rehearsal of an adoption found; what is printed is derived from this alone. */
export interface AdoptionFacts {
  /** Before there was an environment. */
  records: Listed;
  origin: string;
  /** TTL in seconds of the origin's records. */
  originTtlSeconds: number;
  acts: AdoptionAct[];
  /** Since before there was an environment. */
  traffic: TrafficReport;
}

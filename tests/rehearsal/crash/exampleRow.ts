import type { Observed, Row } from "../../../rehearsal/crash/row";
import { exampleFacts } from "../report/exampleFacts";

const { traffic, digests } = exampleFacts();

/** A row that went well: killed, and resumed to the end. */
export function observed(changes: Partial<Observed> = {}): Observed {
  return {
    digests,
    released: "users",
    traffic,
    cut: 0,
    phase: null,
    recorded: digests.after,
    production: { digest: digests.after, problems: [] },
    tasksLeft: 0,
    misrouted: [],
    strays: [],
    processesLeft: [],
    bill: { billedSeconds: 34.5, meteredSeconds: 34.5 },
    ...changes,
  };
}

export function row(changes: Partial<Row> = {}): Row {
  return {
    point: "switch-record-during",
    phase: "staged",
    killed: "deployer and Pulumi",
    way: ["resume"],
    unlocked: true,
    requests: 12_345,
    failed: 0,
    cut: 0,
    end: "done",
    tasksLeft: 0,
    events: ["r-1/5/started", "r-1/5/staged", "r-1/5/staged", "r-1/6/switched", "r-1/7/done"],
    waitedSeconds: null,
    seconds: 31.25,
    problems: [],
    ...changes,
  };
}

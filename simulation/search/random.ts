import { seededRandom } from "../../localCloud/random";
import { takeovers } from "../../release/state";
import { holds } from "./enumerate";
import { type Edit, edits } from "../model/settingsFile";
import { type Fault, faultKinds, type FaultKind, type Recovery, type Schedule } from "../schedule";

const kinds = (Object.keys(faultKinds) as FaultKind[]).filter(
  (kind) => !(holds as readonly FaultKind[]).includes(kind),
);
const editKinds = Object.keys(edits) as Edit[];
const recoveries: readonly Recovery[] = ["resume", "abort", "rollback"];
/** A release without faults has about 60 moments; its recovery adds more. */
const lastMoment = 160;

/** The schedule of one seed: mostly two or three faults, at most six. */
export function randomSchedule(seed: number): Schedule {
  const next = seededRandom(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(choices: readonly T[]) => choices[below(choices.length)]!;
  const faults: Fault[] = [];
  while (faults.length < 6 && (faults.length === 0 || next() < 0.65)) {
    faults.push({ moment: below(lastMoment), kind: pick(kinds) });
  }
  const of = next();
  const command = of < 0.75 ? "deploy" : of < 0.95 ? "settings" : "restart";
  const schedule: Schedule = {
    command,
    edited: command === "settings" || next() < 0.25 ? pick(editKinds) : null,
    start: command === "deploy" && next() < 0.15 ? "first" : "released",
    services: next() < 0.15 ? 2 : 1,
    recovery: [pick(recoveries), pick(["resume", "abort"] as const)],
    thenRollBack: next() < 0.1,
    hooks: next() < 0.3,
    worker: next() < 0.2 ? pick(takeovers) : null,
    neighbour: null,
    faults: faults.sort((a, b) => a.moment - b.moment),
    canary: next() < 0.2,
    compare: next() < 0.03,
    approval: next() < 0.1,
    windows: false,
  };
  if (next() < 0.15) {
    const recovery = next() < 0.3 ? (["deploy", ...schedule.recovery] as const) : schedule.recovery;
    Object.assign(schedule, { recovery, neighbour: pick(["settled", "unfinished"]) });
  }
  if (next() < 0.2) {
    const held = { moment: below(lastMoment), kind: pick(holds) };
    const all = [...faults.slice(0, 5), held].sort((a, b) => a.moment - b.moment);
    Object.assign(schedule, { windows: true, faults: all });
  }
  if (next() < 0.1) Object.assign(schedule, pick(adoptions(schedule)));
  return schedule;
}

/** What can be done with names that are served from elsewhere. */
function adoptions({ recovery }: Schedule): Partial<Schedule>[] {
  const once = { thenRollBack: false, neighbour: null, edited: null } as const;
  // A second command may leave a release.
  const andEnd = recovery.at(-1)!;
  return [
    { ...once, command: "adopt", start: "elsewhere", recovery: ["adopt", andEnd] },
    { ...once, command: "finish", start: "moved", recovery: ["finish", andEnd] },
    { ...once, command: "finish", start: "adopted", recovery: ["finish", andEnd] },
    { command: "deploy", start: "adopted" },
    { command: "deploy", start: "moved" },
    { ...once, command: "rollback", start: "moved" },
    { ...once, command: "withdraw", start: "moved" },
  ];
}

export function* randomSchedules(runs: number, seed: number): Generator<Schedule> {
  for (let index = 0; index < runs; index++) yield randomSchedule(seed + index);
}

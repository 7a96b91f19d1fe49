import type { StepId } from "../course/step";
import type { ReleaseRecord } from "../record/schema";

/** A named part of a release. Times in milliseconds since the epoch. */
export interface Band {
  name: string;
  fromMs: number;
  toMs: number;
  failed: boolean;
  /** The release paused in it. */
  cut?: true;
}

const names: Readonly<Record<StepId, string>> = {
  "0": "check",
  decommission: "prepare",
  define: "start",
  beforeStage: "start",
  "1": "start",
  "2": "start",
  "3": "start",
  "4": "test",
  compare: "compare",
  warm: "warm up",
  approval: "approval",
  hold: "canary",
  canary: "canary",
  beforeSwitch: "switch",
  "5": "switch",
  handover: "switch",
  work: "switch",
  afterSwitch: "switch",
  drain: "drain",
  recheck: "drain",
  "6": "stop",
  afterRetire: "stop",
  close: "stop",
  back: "roll back",
  undo: "stop",
};

export const phaseNames: Readonly<Record<ReleaseRecord["phases"][number]["phase"], string>> = {
  defined: "start",
  staged: "test",
  canary: "canary",
  switched: "drain",
  returning: "drain",
  retired: "stop",
  idle: "stop",
};

/** The parts of a release in order: its steps, or its `up`s and the time between them where no steps are known. */
export function bandsOf(record: ReleaseRecord): Band[] {
  const bands = joined(record.steps.length > 0 ? ofSteps(record) : ofUps(record));
  const last = bands.at(-1);
  if (record.outcome !== "paused" || !last?.failed) return bands;
  // Whether it was stopped or has failed is among the reasons.
  return [...bands.slice(0, -1), { ...last, failed: false, cut: true }];
}

function joined(found: readonly Band[]): Band[] {
  const bands: Band[] = [];
  for (const band of found.filter(({ fromMs, toMs }) => toMs > fromMs)) {
    const last = bands.at(-1);
    if (last?.name === band.name) {
      bands[bands.length - 1] = { ...last, toMs: band.toMs, failed: last.failed || band.failed };
    } else bands.push(band);
  }
  return bands;
}

function ofSteps({ steps, made, unwatched }: ReleaseRecord): Band[] {
  const gaps = unwatched.map(({ from, to }) => {
    return { name: "not watched", fromMs: Date.parse(from), toMs: Date.parse(to), failed: false };
  });
  const found = steps.map(({ step, startedAt, seconds, failed }) => {
    const fromMs = Date.parse(startedAt);
    // It ended with its deployer.
    const gap = gaps.find((one) => one.fromMs >= fromMs);
    const toMs = seconds === null ? (gap?.fromMs ?? Date.parse(made.at)) : fromMs + seconds * 1000;
    return { name: names[step as StepId] ?? step, fromMs, toMs, failed };
  });
  return [...found, ...gaps].toSorted((a, b) => a.fromMs - b.fromMs);
}

const verbNames: Readonly<Record<ReleaseRecord["ups"][number]["verb"], string>> = {
  define: "start",
  stage: "start",
  canary: "canary",
  promote: "canary",
  hold: "canary",
  ask: "approval",
  approve: "approval",
  reject: "approval",
  switch: "switch",
  handover: "switch",
  withdraw: "switch",
  return: "roll back",
  retire: "stop",
  undo: "stop",
  note: "hook",
  close: "stop",
};

function ofUps({ ups, phases }: ReleaseRecord): Band[] {
  return ups.flatMap(({ verb, startedAt, seconds, result }, index) => {
    const fromMs = Date.parse(startedAt);
    const toMs = fromMs + (seconds ?? 0) * 1000;
    const next = ups[index + 1];
    const phase = phases.findLast(({ at }) => Date.parse(at) <= toMs)?.phase;
    const own = { name: verbNames[verb], fromMs, toMs, failed: result === "failed" };
    if (!next) return [own];
    const between = phase ? phaseNames[phase] : "start";
    return [own, { name: between, fromMs: toMs, toMs: Date.parse(next.startedAt), failed: false }];
  });
}

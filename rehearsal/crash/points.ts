import { released } from "../run/settings";
import type { Color } from "../../release/state";
import type { OperationFault } from "../../localCloud/faults";

/**
 * Which processes get the SIGKILL: only the deployer, so that Pulumi has to end by itself, or both at
 * once.
 */
export type Killed = "deployer" | "deployer and Pulumi";
/** The command with which another process finishes what was left; `again`: the one that was killed. */
export type Way = "resume" | "abort" | "again";
/** Recorded phase of the release at the time of the kill. */
export type Phase = "idle" | "staged" | "canary" | "switched" | "returning";
/**
 * When the kill comes relative to one of Pulumi's calls to the cloud: `before` it arrives (it never
 * does), `during` it (it takes effect after the kill), or `after` its effect but before its answer.
 */
export type Moment = "before" | "during" | "after";

/** One of Pulumi's calls to the cloud. */
export type Call = Pick<OperationFault, "operation" | "type"> & { name: string };
export type Colors = { old: Color; candidate: Color };

/** A step begins, for this time; absent: for the first time. */
export interface Start {
  step: string;
  nth?: number;
}

export type Place =
  /** At the progress line that starts this step. */
  | Start
  /** Inside the `up` of this step, which only records, so that it calls nothing: once Pulumi has its lock. */
  | { locked: Start }
  /** Inside the first `up` of a command that has no steps: once Pulumi has its lock. */
  | { locked: "first" }
  /** Inside an `up`, at the first of these calls; with `from`, only from that progress line on. */
  | { moment: Moment; calls: (colors: Colors) => Call[]; from?: Start };

export interface KillPoint {
  name: string;
  phase: Phase;
  /**
   * The command that is killed. `rollback` and `abort` are of a release whose deployer was killed as well: during its
   * drain, or at the second share of its canary. `resume` is of one that rested until it was approved. `giveBack` is
   * `rollback` to the origin of an adopted name, once the release from there has ended. `adopt` and `finish` begin and
   * end an adoption: no release is under way.
   */
  command: "deploy" | "rollback" | "abort" | "resume" | "giveBack" | "adopt" | "finish";
  place: Place;
  /** The released service has a canary. */
  canary?: true;
  /** The release needs approval. */
  approval?: true;
  /** The name of the released service was adopted, and leads to its origin. */
  adoption?: true;
  rows: { killed: Killed; way: Way }[];
}

const moments: readonly Moment[] = ["before", "during", "after"];

const service = "aws:ecs/service:Service";
const rule = "aws:lb/listenerRule:ListenerRule";
const record = "aws:route53/record:Record";
const update = (type: string, name: string): Call => ({ operation: "update", type, name });
const fleet = (color: Color) => `${released}-${color}`;
const production = () => [update(record, `${released}-production`)];

/**
 * In the order of a release. The first rows also see the ECS service created, since every stage is
 * undone.
 */
const points: KillPoint[] = [
  ...inside("stage-service", "idle", "deploy", ({ candidate }) => [
    { operation: "create", type: service, name: fleet(candidate) },
    update(service, fleet(candidate)),
  ]),
  ...inside("stage-group", "idle", "deploy", ({ candidate }) => [
    update("aws:autoscaling/group:Group", fleet(candidate)),
  ]),
  between({ step: "0" }, "idle", "deploy"),
  between({ step: "1" }, "idle", "deploy"),
  between({ step: "2" }, "staged", "deploy"),
  between({ step: "3" }, "staged", "deploy"),
  between({ step: "4" }, "staged", "deploy"),
  between({ step: "5" }, "staged", "deploy"),
  ...inside("switch-rule", "staged", "deploy", ({ candidate }) => [
    update(rule, `${fleet(candidate)}-production`),
  ]),
  ...inside("switch-record", "staged", "deploy", production),
  between({ step: "drain" }, "switched", "deploy"),
  between({ step: "6" }, "switched", "deploy"),
  ...inside("retire-service", "switched", "deploy", ({ old }) => [update(service, fleet(old))]),
  between({ step: "back" }, "switched", "rollback"),
  ...inside("return-record", "switched", "rollback", production),
  between({ step: "drain" }, "returning", "rollback", "return-drain"),
  between({ step: "undo" }, "returning", "rollback"),
  ...inside("undo-service", "returning", "rollback", ({ candidate }) => [
    update(service, fleet(candidate)),
  ]),
];

/** Both load balancers' rules change with each share; production's name stays at the old one until the switch. */
const productionRule = (color: Color) => [update(rule, `${fleet(color)}-production`)];
export const secondShare: Start = { step: "canary", nth: 2 };

/** Of a release whose service has a canary of two steps. */
const canaryPoints: KillPoint[] = [
  between({ step: "canary" }, "staged", "deploy", "canary-step"),
  ...inside("canary-share", "staged", "deploy", ({ old }) => productionRule(old)),
  between(secondShare, "canary", "deploy", "canary-next-step"),
  ...inside(
    "canary-next-share",
    "canary",
    "deploy",
    ({ candidate }) => productionRule(candidate),
    secondShare,
  ),
  between({ step: "5" }, "canary", "deploy", "canary-switch"),
  ...inside("canary-switch-rule", "canary", "deploy", ({ old }) => productionRule(old), {
    step: "5",
  }),
  ...inside("canary-abort-rule", "canary", "abort", ({ old }) => productionRule(old)),
  ...inside("canary-abort-service", "canary", "abort", ({ candidate }) => [
    update(service, fleet(candidate)),
  ]),
].map((point) => ({ ...point, canary: true }));

/** Of a release that needs approval: around its rest, in which no deployer runs. */
const approvalPoints: KillPoint[] = [
  between({ step: "approval" }, "staged", "deploy"),
  {
    name: "approval-record",
    ...{ phase: "staged", command: "deploy", place: { locked: { step: "approval" } } },
    rows: [
      { killed: "deployer", way: "resume" },
      { killed: "deployer", way: "abort" },
      { killed: "deployer and Pulumi", way: "resume" },
      { killed: "deployer and Pulumi", way: "abort" },
    ],
  } satisfies KillPoint,
  between({ step: "5" }, "staged", "resume", "approved-switch"),
  ...inside("approved-record", "staged", "resume", production),
].map((point): KillPoint => ({ ...point, approval: true }));

/** Of a release from an origin, and back there: before it has ended, and after. */
const adoptionPoints: KillPoint[] = [
  between({ step: "5" }, "staged", "deploy", "adopted-switch"),
  ...inside("adopted-record", "staged", "deploy", production),
  between({ step: "drain" }, "switched", "deploy", "adopted-drain"),
  between({ step: "6" }, "switched", "deploy", "adopted-stop"),
  ...inside("adopted-return-record", "switched", "rollback", production),
  between({ step: "undo" }, "returning", "rollback", "adopted-undo"),
  between({ step: "5" }, "staged", "giveBack", "adopted-give-back"),
  ...inside("adopted-give-back-record", "staged", "giveBack", production, { step: "5" }),
  between({ step: "6" }, "switched", "giveBack", "adopted-give-back-stop"),
].map((point): KillPoint => ({ ...point, adoption: true }));

/** What the two kinds of kill leave is finished by the same command. */
const again: KillPoint["rows"] = [
  { killed: "deployer", way: "again" },
  { killed: "deployer and Pulumi", way: "again" },
];

/** Of `adopt`, which writes the record that is there, and of `adopt --finish`, which calls nothing. */
const takeoverPoints: KillPoint[] = [
  ...inside("adopting-record", "idle", "adopt", () => [
    { operation: "create", type: record, name: `${released}-production` },
  ]),
  lockedFirst("adopting", "adopt"),
  lockedFirst("finishing", "finish"),
].map((point): KillPoint => ({ ...point, adoption: true, rows: again }));

/** Every point at which a deployer is killed, in the best order to run them. */
export const killPoints: readonly KillPoint[] = [
  ...[...points, ...canaryPoints, ...approvalPoints],
  ...[...adoptionPoints, ...takeoverPoints],
];

/**
 * Pulumi is not running when a step starts, so only the deployer can be killed; both ways to recover are
 * tested.
 */
function between(
  place: Start,
  phase: Phase,
  command: KillPoint["command"],
  name = `step-${place.step}`,
): KillPoint {
  const ways = ["resume", "abort"] as const;
  const rows = ways.map((way) => ({ killed: "deployer" as const, way }));
  return { name, phase, command, place, rows };
}

/** Inside an `up` that records, before it calls anything. */
function lockedFirst(name: string, command: KillPoint["command"]): KillPoint {
  return { name, phase: "idle", command, place: { locked: "first" }, rows: again };
}

/** The ways to recover alternate, so that each call sees both after each kind of kill. */
function inside(
  name: string,
  phase: Phase,
  command: KillPoint["command"],
  calls: (colors: Colors) => Call[],
  from?: Start,
): KillPoint[] {
  return moments.map((moment, index) => {
    const [first, second]: Way[] = index % 2 === 0 ? ["resume", "abort"] : ["abort", "resume"];
    return {
      name: `${name}-${moment}`,
      phase,
      command,
      place: { moment, calls, ...(from && { from }) },
      rows: [
        { killed: "deployer", way: first! },
        { killed: "deployer and Pulumi", way: second! },
      ],
    };
  });
}

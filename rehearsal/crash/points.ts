import { released } from "../run/settings";
import type { Color } from "../../release/state";
import type { OperationFault } from "../../localCloud/faults";

/**
 * Which processes get the SIGKILL: only the deployer, so that Pulumi has to end by itself, or both at
 * once.
 */
export type Killed = "deployer" | "deployer and Pulumi";
/** The command with which another process finishes what was left. */
export type Way = "resume" | "abort";
/** Recorded phase of the release at the time of the kill. */
export type Phase = "idle" | "staged" | "switched" | "returning";
/**
 * When the kill comes relative to one of Pulumi's calls to the cloud: `before` it arrives (it never
 * does), `during` it (it takes effect after the kill), or `after` its effect but before its answer.
 */
export type Moment = "before" | "during" | "after";

/** One of Pulumi's calls to the cloud. */
export type Call = Pick<OperationFault, "operation" | "type"> & { name: string };
export type Colors = { old: Color; candidate: Color };

export type Place =
  /** At the progress line that starts this step. */
  | { step: string }
  /** Inside an `up`, at the first of these calls. */
  | { moment: Moment; calls: (colors: Colors) => Call[] };

export interface KillPoint {
  name: string;
  phase: Phase;
  /** The command that is killed; `rollback` of a release that was itself killed during its drain. */
  command: "deploy" | "rollback";
  place: Place;
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
  between("0", "idle", "deploy"),
  between("1", "idle", "deploy"),
  between("2", "staged", "deploy"),
  between("3", "staged", "deploy"),
  between("4", "staged", "deploy"),
  between("5", "staged", "deploy"),
  ...inside("switch-rule", "staged", "deploy", ({ candidate }) => [
    update(rule, `${fleet(candidate)}-production`),
  ]),
  ...inside("switch-record", "staged", "deploy", production),
  between("drain", "switched", "deploy"),
  between("6", "switched", "deploy"),
  ...inside("retire-service", "switched", "deploy", ({ old }) => [update(service, fleet(old))]),
  between("back", "switched", "rollback"),
  ...inside("return-record", "switched", "rollback", production),
  between("drain", "returning", "rollback", "return-drain"),
  between("undo", "returning", "rollback"),
  ...inside("undo-service", "returning", "rollback", ({ candidate }) => [
    update(service, fleet(candidate)),
  ]),
];

/** Every point at which a deployer is killed, in the best order to run them. */
export const killPoints: readonly KillPoint[] = points;

/**
 * Pulumi is not running when a step starts, so only the deployer can be killed; both ways to recover are
 * tested.
 */
function between(
  step: string,
  phase: Phase,
  command: KillPoint["command"],
  name = `step-${step}`,
): KillPoint {
  const ways = ["resume", "abort"] as const;
  const rows = ways.map((way) => ({ killed: "deployer" as const, way }));
  return { name, phase, command, place: { step }, rows };
}

/** The ways to recover alternate, so that each call sees both after each kind of kill. */
function inside(
  name: string,
  phase: Phase,
  command: KillPoint["command"],
  calls: (colors: Colors) => Call[],
): KillPoint[] {
  return moments.map((moment, index) => {
    const [first, second]: Way[] = index % 2 === 0 ? ["resume", "abort"] : ["abort", "resume"];
    return {
      name: `${name}-${moment}`,
      phase,
      command,
      place: { moment, calls },
      rows: [
        { killed: "deployer", way: first! },
        { killed: "deployer and Pulumi", way: second! },
      ],
    };
  });
}

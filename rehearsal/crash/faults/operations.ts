import { released } from "../../run/settings";
import type { Play } from "../playRow";
import type { Call, Colors, Phase } from "../points";
import { recover } from "../recover";
import { deployArgs, type Fault, unlessCode } from "./fault";

interface Failing {
  name: string;
  phase: Phase;
  /** The first of these calls fails. */
  calls: (colors: Colors) => Call[];
}

const service = "aws:ecs/service:Service";
const rule = "aws:lb/listenerRule:ListenerRule";
const record = "aws:route53/record:Record";
const group = "aws:autoscaling/group:Group";
const fleet = (color: string) => `${released}-${color}`;

/**
 * Everything that a release creates, updates and deletes. tests/endToEnd/release.test.ts asserts that
 * the list is complete. It also lists the capacity provider, which is never called because its group
 * keeps its ARN.
 */
const failing: Failing[] = [
  {
    name: "fail-stage-task-definition",
    phase: "idle",
    calls: ({ candidate }) => [
      {
        operation: "create",
        type: "aws:ecs/taskDefinition:TaskDefinition",
        name: fleet(candidate),
      },
    ],
  },
  {
    name: "fail-stage-group",
    phase: "idle",
    calls: ({ candidate }) => [{ operation: "update", type: group, name: fleet(candidate) }],
  },
  {
    name: "fail-stage-service",
    phase: "idle",
    calls: ({ candidate }) => [
      { operation: "create", type: service, name: fleet(candidate) },
      { operation: "update", type: service, name: fleet(candidate) },
    ],
  },
  {
    name: "fail-stage-record",
    phase: "idle",
    calls: () => [{ operation: "create", type: record, name: `${released}-test` }],
  },
  {
    name: "fail-switch-rule",
    phase: "staged",
    calls: ({ candidate }) => [
      { operation: "update", type: rule, name: `${fleet(candidate)}-production` },
    ],
  },
  {
    name: "fail-switch-record",
    phase: "staged",
    calls: () => [{ operation: "update", type: record, name: `${released}-production` }],
  },
  {
    name: "fail-retire-rule",
    phase: "switched",
    calls: ({ old }) => [{ operation: "update", type: rule, name: `${fleet(old)}-production` }],
  },
  {
    name: "fail-retire-group",
    phase: "switched",
    calls: ({ old }) => [{ operation: "update", type: group, name: fleet(old) }],
  },
  {
    name: "fail-retire-service",
    phase: "switched",
    calls: ({ old }) => [{ operation: "update", type: service, name: fleet(old) }],
  },
  {
    name: "fail-retire-record",
    phase: "switched",
    calls: () => [{ operation: "delete", type: record, name: `${released}-test` }],
  },
];

export const operationFaults: Fault[] = failing.map((one) => ({
  name: one.name,
  phase: one.phase,
  play: failOnce(one),
}));

/**
 * A release that fails before the switch rolls itself back. If the stop fails, the release pauses in
 * phase switched, where both fleets serve, and is resumed.
 */
function failOnce({ name, phase, calls }: Failing): Play {
  return async ({ scene }, starting) => {
    const { client } = scene.cloud;
    const ordered = calls(starting.colors);
    for (const call of ordered) await client.fault({ kind: "fail", ...call });
    const deployed = await scene.run(deployArgs(starting));
    const missed = (await client.faults()).length === ordered.length;
    const problems = missed ? [`${name}: Pulumi never called it`] : [];
    if (phase !== "switched") {
      problems.push(...unlessCode(3, deployed));
      return { way: [], unlocked: false, ends: ["rolledBack"], problems };
    }
    // Deletes come last: by then the release has ended, and the next `up` deletes what is left.
    if (ordered[0]!.operation === "delete") {
      problems.push(...unlessCode(0, deployed));
      return { way: [], unlocked: false, ends: ["done"], problems };
    }
    problems.push(...unlessCode(4, deployed));
    const { ended, unlocked } = await recover(scene, ["resume"]);
    problems.push(...unlessCode(0, ended));
    return { way: ["resume"], unlocked, ends: ["done"], problems };
  };
}

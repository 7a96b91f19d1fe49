import {
  allRules,
  type RuleName,
  ruleNames,
  type Rules,
  rulesWithout,
} from "../automation/world/rules";
import type { EngineRules } from "./model/engine";
import type { DefinitionRules } from "./model/reach";
import type { ProgramRules } from "./model/resources";

/** Every rule that keeps a release safe: rules of the deployer, of the program and of Pulumi. */
export interface SafetyRules {
  deployer: Rules;
  program: ProgramRules;
  engine: EngineRules;
  definition: DefinitionRules;
}

const programRules = {
  forwardStragglers:
    "the load balancer of a fleet that stops forwards its remaining requests to the other " +
    "fleet",
  orderInsideUp: "an `up` changes rules before fleets before records",
  ownDefinition: "tasks start from the settings that their fleet was released with",
  sameShare: "in a canary both load balancers forward the recorded share to the candidate",
  restoreOrigin: "a name that goes back to its origin gets the record that it had",
  retainOrigin: "the record of a name that its origin serves is never deleted",
  serveLed: "while an origin serves, both load balancers serve whoever was led to them",
  shareEnds: "after a rollback, no load balancer forwards production to the candidate",
} as const satisfies Record<keyof ProgramRules, string>;

const engineRules = {
  compareAndSwap: "an `up` made from another revision than the deployed one is refused",
  lock: "one `up` at a time",
  carryOver: "a plain `up` carries the deployed state over",
} as const satisfies Record<keyof EngineRules, string>;

const definitionRules = {
  testSettings: "a release that changes only settings is tested like any other",
  rollBackSettings: "a rollback brings back the settings with the image",
} as const satisfies Record<keyof DefinitionRules, string>;

const deployerRules = {
  drain: "clients have left the old fleet before it stops",
  drainOnReturn: "clients have left a candidate that served production before it stops",
  verifyPropagation:
    "a switch is done when every authoritative server answers with the new load balancer",
  refresh: "after an `up` that may have failed, the next one first checks the actual state",
  place: "a deployer stops if another update ran since its own",
  waitOnUnknown: "whoever can't know that no switch was attempted must assume that one was",
  oldFleetStands: "production never rolls back to a fleet that has started to stop",
  hookOnce: "a hook declared `once` is recorded before it starts, and never started again",
  handover: "a worker's next fleet starts only when nothing of the previous one is seen running",
  gate: "a candidate that failed its tests gets no traffic",
  settled:
    "an `up` is limited to some services only if the others are known to match the " +
    "recorded state",
  approval: "production reaches a candidate that needs approval only once exactly that has it",
  freeze: "no release begins, and none switches, while the environment is frozen",
  windows: "no release begins, and none switches, while the release windows are closed",
  blockers: "no release begins, and none switches, while a blocker is on",
  restoreShares: "a resumed release first gives its candidates the recorded shares of production",
} as const satisfies Record<RuleName, string>;

/** The values of `--break`, and each rule's text. */
export const breakable = {
  ...deployerRules,
  ...programRules,
  ...engineRules,
  ...definitionRules,
};
export type BreakName = keyof typeof breakable;

export function isBreakName(name: string): name is BreakName {
  return Object.hasOwn(breakable, name);
}

export function safetyRules(broken: BreakName | null): SafetyRules {
  const deployer = ruleNames.find((name) => name === broken);
  return {
    deployer: deployer ? rulesWithout([deployer]) : allRules,
    program: {
      forwardStragglers: broken !== "forwardStragglers",
      orderInsideUp: broken !== "orderInsideUp",
      ownDefinition: broken !== "ownDefinition",
      shareEnds: broken !== "shareEnds",
      restoreOrigin: broken !== "restoreOrigin",
      retainOrigin: broken !== "retainOrigin",
      serveLed: broken !== "serveLed",
      sameShare: broken !== "sameShare",
    },
    engine: {
      compareAndSwap: broken !== "compareAndSwap",
      lock: broken !== "lock",
      carryOver: broken !== "carryOver",
    },
    definition: {
      testSettings: broken !== "testSettings",
      rollBackSettings: broken !== "rollBackSettings",
    },
  };
}

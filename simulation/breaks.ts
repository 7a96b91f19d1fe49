import {
  allRules,
  type RuleName,
  ruleNames,
  type Rules,
  rulesWithout,
} from "../automation/world/rules";
import type { EngineRules } from "./model/engine";
import type { ProgramRules } from "./model/resources";

/** Every rule that keeps a release safe: those of the deployer, of the program and of the engine. */
export interface SafetyRules {
  deployer: Rules;
  program: ProgramRules;
  engine: EngineRules;
}

const programRules = {
  forwardStragglers: "the edge of a fleet that stops forwards what still comes to the other fleet",
  orderInsideUp: "an `up` changes rules before fleets before records",
} as const satisfies Record<keyof ProgramRules, string>;

const engineRules = {
  compareAndSwap: "an `up` that was made from another revision than the deployed one is refused",
  lock: "one `up` at a time",
  carryOver: "a plain `up` carries the deployed state over",
} as const satisfies Record<keyof EngineRules, string>;

const deployerRules = {
  drain: "clients leave the old fleet before it stops",
  drainOnReturn: "clients leave a candidate that had production before it stops",
  verifyPropagation: "a switch is done when every authoritative server answers the new edge",
  refresh: "after an `up` that may have ended badly, the next one looks at the world first",
  place: "a deployer stops when another update has followed its own",
  waitOnUnknown: "who did not see that no switch was tried treats one as tried",
  oldFleetStands: "production never returns to a fleet that has begun to stop",
  hookOnce: "a hook declared `once` is noted before it starts, and never started again",
  handover: "a worker's next fleet starts when nothing of the one before it is seen to run",
  gate: "a candidate that failed its tests gets no traffic",
  settled: "an `up` is of some services only where the others are known to be as recorded",
} as const satisfies Record<RuleName, string>;

/** What `--break` takes, and what each rule says. */
export const breakable = { ...deployerRules, ...programRules, ...engineRules };
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
    },
    engine: {
      compareAndSwap: broken !== "compareAndSwap",
      lock: broken !== "lock",
      carryOver: broken !== "carryOver",
    },
  };
}

import { involvement, productionRecord, productionTarget, testRecord } from "../../release/routing";
import { type Color, colors, type ReleaseState, serviceState } from "../../release/state";
import { Fleet } from "./fleet";
import type { ServiceWorld } from "./world";

/** Value of a resource; null: it does not exist, or a rule that forwards nowhere. */
export type Value = string | null;

/** One resource of the program that a release changes. */
export interface Resource {
  name: string;
  service: string;
  kind: "rule" | "fleet" | "productionRecord" | "testRecord";
  wanted: (state: ReleaseState) => Value;
  actual: () => Value;
  set: (value: Value) => void;
}

/** Parts of the program that can be taken out, to show that the checkers notice. */
export interface ProgramRules {
  /** When a fleet stops, its edge forwards what still comes to the other fleet. */
  forwardStragglers: boolean;
  /** Rules before fleets before records. */
  orderInsideUp: boolean;
}

/** The resources of a service in the order of the program's graph. */
export function resourcesOf(service: ServiceWorld, program: ProgramRules): Resource[] {
  const records = [productionResource(service), testResource(service)];
  const rules = colors.map((edge) => ruleResource(service, edge, program));
  const fleets = colors.map((color) => fleetResource(service, color));
  return program.orderInsideUp
    ? [...rules, ...fleets, ...records]
    : [...records, ...fleets, ...rules];
}

function ruleResource(service: ServiceWorld, edge: Color, program: ProgramRules): Resource {
  const { name, rules } = service;
  return {
    name: `${name} rule of the ${edge} edge`,
    service: name,
    kind: "rule",
    wanted: (state) => {
      const { activeColor, fleets } = serviceState(state, name);
      const runs = (color: Color) => fleets[color].image !== null && fleets[color].size > 0;
      const target = productionTarget(edge, activeColor, involvement(state.current, name), runs);
      return program.forwardStragglers || rules[edge] !== edge ? target : edge;
    },
    actual: () => rules[edge],
    set: (value) => (rules[edge] = value as Color | null),
  };
}

function fleetResource({ name, fleets }: ServiceWorld, color: Color): Resource {
  return {
    name: `${name} ${color} fleet`,
    service: name,
    kind: "fleet",
    wanted: (state) => {
      const { size, image } = serviceState(state, name).fleets[color];
      return Fleet.value(size, image);
    },
    actual: () => fleets[color].value,
    set: (value) => fleets[color].set(value!),
  };
}

function productionResource({ name, production }: ServiceWorld): Resource {
  return {
    name: `${name} production record`,
    service: name,
    kind: "productionRecord",
    wanted: (state) => productionRecord(serviceState(state, name)),
    actual: () => production.record,
    set: (value) => production.set(value as Color | null),
  };
}

function testResource(service: ServiceWorld): Resource {
  const { name } = service;
  return {
    name: `${name} test record`,
    service: name,
    kind: "testRecord",
    wanted: (state) => testRecord(involvement(state.current, name)),
    actual: () => service.testRecord,
    set: (value) => (service.testRecord = value as Color | null),
  };
}

import {
  involvement,
  recordPlace,
  type RecordPlace,
  productionTargets,
  testRecord,
} from "../../release/routing";
import {
  type Color,
  colors,
  type ReleaseState,
  runningIn,
  serviceState,
} from "../../release/state";
import { definitionOf, editsIn } from "./definition";
import { Fleet } from "./fleet";
import { ruleTo } from "./rule";
import type { SettingsFile } from "./settingsFile";
import type { ServiceWorld } from "./world";

/** Value of a resource; null: it does not exist, or it is a rule that forwards nowhere. */
export type Value = string | null;

/** One resource of the program that a release changes. */
export interface Resource {
  readonly kind: "rule" | "fleet" | "productionRecord" | "testRecord";
  readonly service: ServiceWorld;
  readonly name: string;
  /** The value that the program gives it in this state. */
  wanted: (state: ReleaseState) => Value;
  /** Its actual value. */
  actual: () => Value;
  set: (value: Value) => void;
}

/** Parts of the program that can be removed, to show that the checkers notice. */
export interface ProgramRules {
  /** When a fleet stops, its load balancer forwards the remaining requests to the other fleet. */
  forwardStragglers: boolean;
  /** Rules before fleets before records. */
  orderInsideUp: boolean;
  /** A fleet's tasks start from the settings it was released with, not from the current ones. */
  ownDefinition: boolean;
  /** After a rollback, no load balancer forwards production to the candidate. */
  shareEnds: boolean;
  /** In a canary both load balancers forward the recorded share to the candidate. */
  sameShare: boolean;
  /** On the way back to an origin, the record is what it was. */
  restoreOrigin: boolean;
  /** The record of a name that its origin serves is never deleted. */
  retainOrigin: boolean;
  /** While an origin serves, both load balancers serve the candidate for whoever was led there. */
  serveLed: boolean;
}

/** The resources of a service in the order of the program's graph. */
export function resourcesOf(
  service: ServiceWorld,
  program: ProgramRules,
  file: SettingsFile,
): Resource[] {
  const fleets = colors.map((color) => new FleetResource(service, color, program, file));
  if (service.takeover) return fleets;
  const rules = colors.map((edge) => new ProductionRule(service, edge, program));
  const records = [new ProductionRecord(service, program), new TestRecord(service)];
  return program.orderInsideUp
    ? [...rules, ...fleets, ...records]
    : [...records, ...fleets, ...rules];
}

class ProductionRule implements Resource {
  readonly kind = "rule";

  constructor(
    readonly service: ServiceWorld,
    private readonly edge: Color,
    private readonly program: ProgramRules,
  ) {}

  get name(): string {
    return `${this.service.name} rule of the ${this.edge} load balancer`;
  }

  wanted({ services, current }: ReleaseState): Value {
    const { edge, service } = this;
    const state = services[service.name]!;
    const release = involvement(current, service.name);
    const { forwardStragglers, shareEnds, sameShare } = this.program;
    const isBad = release?.phase === "returning" && release.candidate === edge;
    if (isBad && !shareEnds) return edge;
    if (release?.phase === "canary" && release.candidate === edge && !sameShare) return edge;
    const isOrigins = state.activeColor === null && state.origin !== undefined;
    if (isOrigins && release?.phase !== "switched" && !this.program.serveLed) return null;
    const target = ruleTo(productionTargets(edge, state, release, runningIn(state)));
    return forwardStragglers || service.rules[edge] !== edge ? target : edge;
  }

  actual(): Value {
    return this.service.rules[this.edge];
  }

  set(value: Value): void {
    this.service.rules[this.edge] = value;
  }
}

class FleetResource implements Resource {
  readonly kind = "fleet";
  private readonly fleet: Fleet;

  constructor(
    readonly service: ServiceWorld,
    private readonly color: Color,
    private readonly program: ProgramRules,
    private readonly file: SettingsFile,
  ) {
    this.fleet = service.fleets[color];
  }

  get name(): string {
    return `${this.service.name} ${this.color} fleet`;
  }

  wanted(state: ReleaseState): Value {
    const { name } = this.service;
    const { size, image, settings } = serviceState(state, name).fleets[this.color];
    const { program, file } = this;
    if (program.ownDefinition) return Fleet.value(size, definitionOf({ image, settings }));
    return Fleet.value(size, image && image + editsIn(file.settings.services[name]));
  }

  actual(): Value {
    return this.fleet.value;
  }

  set(value: Value): void {
    this.fleet.set(value!);
  }
}

class ProductionRecord implements Resource {
  readonly kind = "productionRecord";

  constructor(
    readonly service: ServiceWorld,
    private readonly program: ProgramRules,
  ) {}

  get name(): string {
    return `${this.service.name} production record`;
  }

  wanted(state: ReleaseState): Value {
    const { name, productionName } = this.service;
    const place = recordPlace(serviceState(state, name), productionName);
    const isBack =
      place === "origin" && (state.current?.leaves || state.current?.phase === "returning");
    return isBack && !this.program.restoreOrigin ? null : place;
  }

  actual(): Value {
    return this.service.production.record;
  }

  set(value: Value): void {
    const { production } = this.service;
    if (value === null && production.record === "origin" && this.program.retainOrigin) return;
    production.set(value as RecordPlace | null);
  }
}

class TestRecord implements Resource {
  readonly kind = "testRecord";

  constructor(readonly service: ServiceWorld) {}

  get name(): string {
    return `${this.service.name} test record`;
  }

  wanted(state: ReleaseState): Value {
    const { name } = this.service;
    return testRecord(involvement(state.current, name), runningIn(serviceState(state, name)));
  }

  actual(): Value {
    return this.service.testRecord;
  }

  set(value: Value): void {
    this.service.testRecord = value as Color | null;
  }
}

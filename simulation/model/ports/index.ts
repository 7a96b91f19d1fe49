import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type {
  CheckResult,
  GateInput,
  Ports,
  Reporter,
  Tests,
} from "../../../automation/world/ports";
import { type Color, colors, otherColor } from "../../../release/state";
import { imageOf } from "../definition";
import type { Deployer } from "../deployer";
import type { Reach } from "../reach";
import { percentTo } from "../rule";
import { originRecord } from "../environment";
import { Calls } from "./calls";
import { ModelClock } from "./clock";
import { ModelObserver } from "./observer";
import { ModelMetrics } from "./metrics";
import { ModelOneOffTasks } from "./oneOffTasks";
import { ModelReads } from "./reads";
import { ModelStack } from "./stack";
import { timings } from "../timings";

/** The ports of one deployer, implemented by the model. */
export function portsOf(reach: Reach, deployer: Deployer): Ports {
  const calls = new Calls(reach, deployer);
  return {
    stack: new ModelStack(reach, deployer, calls),
    observer: new ModelObserver(reach, calls),
    metrics: new ModelMetrics(reach, calls),
    inspector: inspectorOf(reach, calls),
    oneOffTasks: new ModelOneOffTasks(reach, calls),
    tests: new ModelTests(reach, deployer, calls),
    reads: new ModelReads(reach),
    clock: new ModelClock(reach.time, deployer, calls),
    reporter: modelReporter(deployer.name, reach.log),
  };
}

/** Route 53 lists the record of a name that is served from elsewhere, and nothing else is inspected. */
function inspectorOf({ world }: Reach, calls: Calls): Ports["inspector"] {
  return {
    ...nothingToInspect("not available in the model"),
    records: (_, name) =>
      calls.answer("listing records", () => {
        const { production, productionName } = world.service(name);
        const { type, values = [], ttlSeconds } = originRecord;
        const listed = { name, type, alias: null, values: [...values], ttlSeconds: ttlSeconds! };
        const isForeign = production.record === "origin" && name === productionName;
        return { value: isForeign ? [listed] : [] };
      }),
  };
}

const silent: Reporter = {
  stepStarted: () => undefined,
  waiting: () => undefined,
  note: () => undefined,
  warn: () => undefined,
  stepEnded: () => undefined,
};

/** The deployer's output goes into the timeline, if there is one. */
function modelReporter(name: string, log: ((what: string) => void) | null): Reporter {
  if (!log) return silent;
  return {
    ...silent,
    stepStarted: (step, what) => log(`${name}: step ${step}, ${what}`),
    note: (text) => log(`${name}: ${text}`),
    warn: (text) => log(`${name}: ! ${text}`),
  };
}

/** Step 4 in the model: passes if tasks of a good definition answer, and records which one did. */
class ModelTests implements Tests {
  constructor(
    private readonly reach: Reach,
    private readonly deployer: Deployer,
    private readonly calls: Calls,
  ) {}

  run({ service, color }: GateInput): Promise<CheckResult[]> {
    const { world, definitionRules } = this.reach;
    return this.calls.lasting(timings.testsMs, "the tests", () => {
      this.noteUsers(service, color);
      const { runningDefinition: tested, healthy } = world.fleet(`${service} ${color}`);
      const old = world.fleet(`${service} ${otherColor(color)}`).runningDefinition;
      if (!definitionRules.testSettings && tested && old && imageOf(tested) === imageOf(old)) {
        return [];
      }
      const ok = tested !== null && healthy > 0 && world.temperOf(tested).passesTests;
      if (ok) world.tested.add(tested);
      return [{ name: "GET /", ok, seconds: 0, reason: ok ? "" : "status 500", output: "" }];
    });
  }

  /** Not of a deployer that was suspended and has lost the release to a later one: what it finds changes nothing. */
  private noteUsers(service: string, color: Color): void {
    const { world, backend, engine } = this.reach;
    const { current } = backend.outputs;
    const { rules } = world.services.find(({ name }) => name === service)!;
    const isUsed = colors.some((edge) => percentTo(rules[edge], color) > 0);
    if (!isUsed || !current?.hasCanary || current.phase !== "staged") return;
    if (engine.surprised.has(service) || engine.latest!.id > this.deployer.id) return;
    world.testedOnUsers = `${service} ${color}`;
    world.changed(`${world.testedOnUsers} is tested while users are on it`);
  }
}

import { abort, resume, rollback } from "../automation/commands/recover";
import { deploy } from "../automation/commands/deploy";
import { startRun } from "../automation/runbook/run";
import type { ReleaseState } from "../release/state";
import { safetyRules, type BreakName, type SafetyRules } from "./breaks";
import { allCheckers } from "./checkers";
import { unsettled } from "./checkers/4-endsWell";
import { befallWorld } from "./faults";
import { type Command, Deployer, type Ended, endOf } from "./model/deployer";
import { Engine } from "./model/engine";
import { environments, fleetSize, type ModelEnvironment } from "./model/environment";
import { Moments, type Place } from "./model/moments";
import { portsOf } from "./model/ports";
import { type Resource, resourcesOf } from "./model/resources";
import { VirtualTime } from "./model/time";
import { timings } from "./model/timings";
import { images, World } from "./model/world";
import type { FaultKind, Schedule } from "./schedule";

export interface Violation {
  invariant: 1 | 2 | 3 | 4 | 5;
  what: string;
}

export interface Outcome {
  /** The first one; the run ends with it. */
  violation: Violation | null;
  /** How the deployers ended, in the order of their start; null: killed. */
  ended: (Ended | null)[];
  /** Where each moment of the run lay. */
  places: Place[];
  /** Virtual seconds. */
  seconds: number;
  /** `12.3 what happened`; empty unless asked for. */
  timeline: string[];
}

export interface SimulateOptions {
  broken?: BreakName | null;
  timeline?: boolean;
}

/** One release with its faults, its crashes and its recovery, in virtual time. */
export function simulate(schedule: Schedule, options: SimulateOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    new Simulation(schedule, options, resolve, reject).begin();
  });
}

/** A release that has not ended after so many commands of a person never will. */
const maxTries = 10;

class Simulation {
  private readonly time: VirtualTime;
  private readonly moments: Moments;
  private readonly world: World;
  private readonly engine: Engine;
  private readonly resources: Resource[];
  private readonly environment: ModelEnvironment;
  private readonly rules: SafetyRules;
  private readonly checkers = allCheckers();
  private readonly deployers: Deployer[] = [];
  private readonly initial: ReleaseState;
  private readonly places: Place[] = [];
  private readonly timeline: string[] = [];
  private readonly log: ((what: string) => void) | null;
  private tries = 0;
  private recovering = false;
  private rolledBack = false;
  private over = false;

  constructor(
    private readonly schedule: Schedule,
    options: SimulateOptions,
    private readonly finished: (outcome: Outcome) => void,
    private readonly failed: (error: unknown) => void,
  ) {
    this.rules = safetyRules(options.broken ?? null);
    this.log = options.timeline ? (what) => this.note(what) : null;
    this.environment = environments[schedule.services];
    const { services } = this.environment;
    this.time = new VirtualTime(() => this.stalled());
    this.moments = new Moments(
      schedule.faults,
      (kind, deployer) => this.befall(kind, deployer),
      (place) => this.places.push(place),
    );
    this.world = new World(this.time, services, (what) => this.changed(what));
    this.initial = this.environment.initial[schedule.start];
    if (schedule.start === "released") this.world.releaseLongAgo(fleetSize);
    this.resources = this.world.services.flatMap((one) => resourcesOf(one, this.rules.program));
    const kill = (deployer: Deployer) => this.kill(deployer);
    const { time, moments, resources, log } = this;
    const changed = (what: string) => this.changed(what);
    this.engine = new Engine(
      { time, moments, resources, services, rules: this.rules.engine, changed, log, kill },
      this.initial,
    );
  }

  begin(): void {
    this.start("deploy");
  }

  private start(command: Command): void {
    const deployer = new Deployer(this.deployers.length + 1, command);
    this.deployers.push(deployer);
    const { world, engine, time, moments, environment, log } = this;
    const ports = portsOf(
      {
        world,
        engine,
        time,
        moments,
        environment,
        log,
        kill: (one) => this.kill(one),
        froze: () => this.next(),
      },
      deployer,
    );
    const run = startRun(ports, this.rules.deployer, deployer.name);
    const service = [...environment.services];
    const options = { stack: "model", cwd: "", json: false, service };
    const commands = {
      deploy: () =>
        deploy(run, { ...options, image: service.map(() => images.new), forceFromBroken: false }),
      resume: () => resume(run),
      abort: () => abort(run),
      rollback: () => rollback(run, options),
    };
    log?.(`${deployer.name} starts`);
    time.start(() => {
      commands[command]().then(
        ({ exitCode }) => this.end(deployer, exitCode === 0 ? "done" : "rolledBack", ""),
        (error: unknown) => this.end(deployer, endOf(error), String(error)),
      );
    });
  }

  private end(deployer: Deployer, ended: Ended, why: string): void {
    this.log?.(`${deployer.name} ends: ${ended}${why && `, ${why}`}`);
    deployer.ended = ended;
    this.next();
    this.time.end(deployer);
  }

  private kill(deployer: Deployer): void {
    this.time.end(deployer);
    this.next();
  }

  /** What people do once no deployer works any more. */
  private next(): void {
    if (this.recovering || this.deployers.some(({ alive, frozen }) => alive && !frozen)) return;
    if (unsettled(this.watched, this.resources) !== null) return this.recoverLater();
    if (!this.schedule.thenRollBack || this.rolledBack) return;
    this.rolledBack = true;
    this.time.after(timings.recoveryGapMs, () => this.start("rollback"));
  }

  private recoverLater(): void {
    const { recovery } = this.schedule;
    if (this.tries >= maxTries) {
      const why = unsettled(this.watched, this.resources);
      const commands = recovery.join(" and ");
      return this.violate({
        invariant: 4,
        what: `${maxTries} times ${commands}, and still: ${why}`,
      });
    }
    this.recovering = true;
    const command = recovery[this.tries % recovery.length]!;
    this.time.after(timings.recoveryGapMs * 2 ** this.tries++, () => {
      this.recovering = false;
      if (this.engine.lock && this.engine.unlock()) this.log?.("somebody unlocks the stack");
      this.start(command);
    });
  }

  private befall(kind: FaultKind, deployer: Deployer): void {
    this.log?.(`fault: ${kind}`);
    const seconds: Partial<Record<FaultKind, Command>> = {
      secondDeploy: "deploy",
      secondResume: "resume",
      secondAbort: "abort",
      secondRollback: "rollback",
    };
    const second = seconds[kind];
    if (second) this.time.after(0, () => this.start(second));
    else if (kind === "plainUp") this.engine.plainUp(this.initial);
    else befallWorld(kind, this.world, deployer);
  }

  private get watched() {
    return { world: this.world, engine: this.engine };
  }

  private changed(what: string): void {
    this.log?.(what);
    if (this.over) return;
    for (const { invariant, check } of this.checkers) {
      const problem = check(this.watched);
      if (problem) return this.violate({ invariant, what: problem });
    }
  }

  /** Nothing is left to happen, neither in the world nor in a deployer. */
  private stalled(): void {
    if (unsettled(this.watched, this.resources) === null) return this.finish(null);
    if (this.recovering) return this.failed(new Error("the simulation is stuck"));
    // Something changed after the last deployer had ended.
    this.recoverLater();
    this.time.resume();
  }

  private violate(violation: Violation): void {
    this.log?.(`VIOLATION of invariant ${violation.invariant}: ${violation.what}`);
    this.finish(violation);
  }

  private finish(violation: Violation | null): void {
    if (this.over) return;
    this.over = true;
    this.time.stop();
    this.finished({
      violation,
      ended: this.deployers.map(({ ended }) => ended),
      places: this.places,
      seconds: this.time.nowMs / 1000,
      timeline: this.timeline,
    });
  }

  private note(what: string): void {
    this.timeline.push(`${(this.time.nowMs / 1000).toFixed(1).padStart(7)} ${what}`);
  }
}

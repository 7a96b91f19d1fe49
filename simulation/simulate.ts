import { exitCodes } from "../automation/world/errors";
import { type BreakName, type SafetyRules, safetyRules } from "./breaks";
import { befallBefore } from "./before";
import { allCheckers } from "./checkers";
import { unsettled } from "./checkers/4-endsWell";
import type { Checker, Watched } from "./checkers/checker";
import { befallWorld, editFaults } from "./faults";
import { launch } from "./launch";
import { Backend } from "./model/backend";
import { type Command, Deployer, type Ended, endOf } from "./model/deployer";
import { Engine } from "./model/engine";
import { environmentOf, neighbourName } from "./model/environment";
import { History } from "./model/history";
import { Moments, type Place } from "./model/moments";
import { Person } from "./model/person";
import type { Reach } from "./model/reach";
import { resourcesOf } from "./model/resources";
import { SettingsFile } from "./model/settingsFile";
import { VirtualTime } from "./model/time";
import { World } from "./model/world";
import { People } from "./people";
import type { FaultKind, Schedule } from "./schedule";

export interface Violation {
  invariant: Checker["invariant"];
  what: string;
}

export interface Outcome {
  /** The first one; it ends the run. */
  violation: Violation | null;
  /** How the deployers ended, in the order of their start; null: killed. */
  ended: (Ended | null)[];
  /** What each moment of the run was. */
  places: Place[];
  /** Virtual seconds. */
  seconds: number;
  /** `12.3 what happened`; empty unless requested. */
  timeline: string[];
}

export interface SimulateOptions {
  broken?: BreakName | null;
  timeline?: boolean;
}

/** One release with its faults, its crashes and its recovery, in virtual time. Throws on a bug. */
export function simulate(schedule: Schedule, options: SimulateOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    new Simulation(schedule, options, resolve, reject).start(schedule.command);
  });
}

const secondCommands: Partial<Record<FaultKind, Command>> = {
  secondDeploy: "deploy",
  secondSettings: "settings",
  secondRestart: "restart",
  secondResume: "resume",
  secondUrgent: "urgent",
  secondAbort: "abort",
  secondRollback: "rollback",
  secondApprove: "approve",
  secondReject: "reject",
  secondFreeze: "freeze",
};

const endings: Readonly<Record<number, Ended>> = {
  [exitCodes.rolledBack]: "rolledBack",
  [exitCodes.resting]: "resting",
};

class Simulation {
  private readonly time = new VirtualTime(() => this.stalled());
  private readonly rules: SafetyRules;
  private readonly reach: Reach;
  private readonly watched: Watched;
  private readonly people: People;
  private readonly checkers = allCheckers();
  private readonly deployers: Deployer[] = [];
  private readonly places: Place[] = [];
  private readonly timeline: string[] = [];
  private readonly log: ((what: string) => void) | null;
  private over = false;

  constructor(
    schedule: Schedule,
    { broken = null, timeline = false }: SimulateOptions,
    private readonly finished: (outcome: Outcome) => void,
    private readonly failed: (error: unknown) => void,
  ) {
    this.rules = safetyRules(broken);
    this.log = timeline ? (what) => this.note(what) : null;
    const { time, log, deployers } = this;
    const environment = environmentOf(schedule);
    const { services } = environment;
    const moments = new Moments(
      schedule.faults,
      (kind, deployer) => this.befall(kind, deployer),
      (place) => this.places.push(place),
    );
    const changed = (what: string) => this.changed(what);
    const kill = (deployer: Deployer) => this.kill(deployer);
    const start = (command: Command, informed: boolean) =>
      this.start(command, informed, this.servicesOf(command));
    const giveUp = (what: string) => this.violate({ invariant: 4, what });
    const froze = () => this.people.look();
    const world = new World(time, services, changed, environment.workers);
    const file = new SettingsFile(environment.settings);
    befallBefore(schedule, world, file);
    const { program, definition: definitionRules } = this.rules;
    const resources = world.services.flatMap((one) => resourcesOf(one, program, file));
    const initial = environment.initial[schedule.start];
    const { engine: rules } = this.rules;
    const unfinished = schedule.neighbour === "unfinished" ? neighbourName : null;
    const history = new History(time, unfinished ? "failed" : "succeeded");
    const backend = new Backend(resources, initial, history, unfinished, file);
    const parts = { time, moments, backend, file, services, rules, changed, log, kill };
    const engine = new Engine(parts);
    const around = { time, moments, environment, file, definitionRules };
    this.reach = { world, backend, engine, ...around, log, kill, froze };
    this.watched = { world, backend, engine, environment, person: new Person(parts, initial) };
    this.people = new People({ schedule, time, backend, deployers, start, giveUp, log });
  }

  /** An `informed` person has checked hooks whose outcome is unknown. */
  start(command: Command, informed = false, services = this.reach.environment.released): void {
    const deployer = new Deployer(this.deployers.length + 1, command, services, informed);
    this.deployers.push(deployer);
    this.log?.(`${deployer.name} starts`);
    this.time.start(() => {
      launch(deployer, this.reach, this.rules.deployer).then(
        ({ exitCode }) => this.end(deployer, endings[exitCode] ?? "done"),
        (error: unknown) => this.fail(deployer, error),
      );
    });
  }

  private fail(deployer: Deployer, error: unknown): void {
    const ended = endOf(error);
    if (ended) this.end(deployer, ended, String(error));
    else this.failed(error);
  }

  private end(deployer: Deployer, ended: Ended, why = ""): void {
    this.log?.(`${deployer.name} ends: ${ended}${why && `, ${why}`}`);
    deployer.ended = ended;
    this.people.look();
    this.time.end(deployer);
  }

  private kill(deployer: Deployer): void {
    this.time.end(deployer);
    this.people.look();
  }

  private befall(kind: FaultKind, deployer: Deployer): void {
    this.log?.(`fault: ${kind}`);
    const second = secondCommands[kind];
    if (second) this.time.after(0, () => this.start(second, false, this.servicesOf(second)));
    else if (editFaults[kind]) this.reach.file.edit(editFaults[kind]);
    else if (kind === "plainUp") this.watched.person.up();
    else if (kind === "unlockForgets") this.reach.backend.unlockForgets = true;
    else befallWorld(kind, this.reach.world, deployer);
  }

  /** What everybody but the first deployer releases: the neighbour if there is one. */
  private servicesOf(command: Command): readonly string[] {
    const { services, released } = this.reach.environment;
    const ofNeighbour = command === "deploy" && services.includes(neighbourName);
    return ofNeighbour ? [neighbourName] : released;
  }

  private changed(what: string): void {
    this.log?.(what);
    if (this.over) return;
    for (const { invariant, check } of this.checkers) {
      const problem = check(this.watched);
      if (problem) return this.violate({ invariant, what: problem });
    }
  }

  /** No event is left, neither in the model nor in a deployer. */
  private stalled(): void {
    if (unsettled(this.reach.backend) === null) return this.finish(null);
    // Something changed after the last deployer had ended.
    this.people.recover();
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
    if (this.over) return;
    this.timeline.push(`${(this.time.nowMs / 1000).toFixed(1).padStart(7)} ${what}`);
  }
}

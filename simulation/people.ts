import { unsettled } from "./checkers/4-endsWell";
import type { Backend } from "./model/backend";
import type { Command, Deployer } from "./model/deployer";
import type { VirtualTime } from "./model/time";
import { timings } from "./model/timings";
import type { Schedule } from "./schedule";

/** A release that has not ended after this many commands never will. */
const maxTries = 16;
/** Longer than the hour by which a clock may jump: a request for approval then expires all the same. */
const maxGapMs = 2 ** 10 * timings.recoveryGapMs;

/** The people who look after a release: they see what a deployer left, and start the next command. */
export class People {
  private tries = 0;
  private waiting = false;
  private rolledBack = false;

  constructor(
    private readonly parts: {
      schedule: Schedule;
      time: VirtualTime;
      backend: Backend;
      deployers: readonly Deployer[];
      start: (command: Command, informed: boolean) => void;
      /** The release has not ended, after everything that was tried. */
      giveUp: (why: string) => void;
      log: ((what: string) => void) | null;
    },
  ) {}

  /** A deployer has ended, was killed or was suspended. */
  look(): void {
    const { schedule, deployers, backend, start } = this.parts;
    if (this.waiting || deployers.some(({ alive, frozen }) => alive && !frozen)) return;
    if (unsettled(backend) !== null) return this.recover();
    if (!schedule.thenRollBack || this.rolledBack) return;
    this.rolledBack = true;
    this.parts.time.after(timings.recoveryGapMs, () => start("rollback", false));
  }

  /** After a while, longer each time, somebody runs the next command of the schedule. */
  recover(): void {
    const { time, schedule, start, giveUp } = this.parts;
    const { recovery } = schedule;
    if (this.tries >= maxTries) {
      const why = unsettled(this.parts.backend);
      return giveUp(`tried ${maxTries} times with ${recovery.join(" and ")}, but still: ${why}`);
    }
    const command = recovery[this.tries % recovery.length]!;
    this.waiting = true;
    const informed = this.tries > 0;
    time.after(Math.min(timings.recoveryGapMs * 2 ** this.tries++, maxGapMs), () => {
      this.waiting = false;
      this.unlock();
      start(command, informed);
    });
  }

  private unlock(): void {
    const { backend, log } = this.parts;
    if (backend.lock && backend.unlock()) log?.("somebody unlocks the stack");
  }
}

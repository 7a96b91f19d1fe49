import type { FaultKind } from "../../schedule";
import { type Deployer, never } from "../deployer";
import type { Place } from "../moments";
import type { Reach } from "../reach";
import { TimedOut } from "../timedOut";
import { timings } from "../timings";

/** The calls of one deployer: each is instant unless a fault hits it. */
export class Calls {
  constructor(
    private readonly reach: Reach,
    readonly deployer: Deployer,
  ) {}

  answer<T>(what: string, answer: () => T): Promise<T> {
    const fault = this.pass("call", what);
    if (fault === null) return Promise.resolve(answer());
    if (fault === "kill") return never();
    return this.late(fault, what, answer);
  }

  /** A call that takes time. */
  async lasting<T>(ms: number, what: string, answer: () => T): Promise<T> {
    const given = await this.answer(what, answer);
    await this.reach.time.wait(this.deployer, ms);
    return given;
  }

  sleep(ms: number): Promise<void> {
    const fault = this.pass("sleep", "a wait");
    if (fault === "kill") return never();
    if (fault === "freeze") return this.freeze();
    return this.reach.time.wait(this.deployer, ms);
  }

  private async late<T>(fault: FaultKind, what: string, answer: () => T): Promise<T> {
    if (fault === "freeze") {
      await this.freeze();
      return answer();
    }
    await this.reach.time.wait(this.deployer, timings.timeoutMs);
    throw new TimedOut(`${what} timed out`);
  }

  private async freeze(): Promise<void> {
    this.deployer.frozen = true;
    this.reach.froze();
    await this.reach.time.wait(this.deployer, timings.freezeMs);
    this.deployer.frozen = false;
  }

  private pass(place: Place, what: string): FaultKind | null {
    const { moments, kill, log } = this.reach;
    // Killed in one call, it has made another one in the same turn.
    if (this.deployer.dead) return "kill";
    const fault = moments.pass(this.deployer, place);
    if (fault === null) return null;
    log?.(`${fault} at ${what} of ${this.deployer.name}`);
    if (fault === "kill") kill(this.deployer);
    return fault;
  }
}

/** Something that runs code between waits: one deployer. */
export interface Process {
  /** Killed or ended: it never continues. */
  dead: boolean;
  /** Pending waits; code of the process runs only while there are none. */
  waits: number;
}

const settled = Promise.resolve();

/**
 * Virtual time. Events happen one by one, and only while no process has code to run. No real timer is
 * involved: when the last running process starts to wait, the next event follows as a microtask, after
 * everything that the process started in the same turn.
 */
export class VirtualTime {
  nowMs = 0;
  private running = 0;
  private stopped = false;
  private readonly queue = new EventQueue();

  /** `whenStalled` is called when no event is left. */
  constructor(private readonly whenStalled: () => void) {}

  after(ms: number, action: () => void): void {
    this.queue.add(this.nowMs + ms, action);
  }

  /** Starts a process with the synchronous part of `action`. */
  start(action: () => void): void {
    this.running++;
    action();
  }

  /** The process was killed, or ended by itself. */
  end(process: Process): void {
    if (process.dead) return;
    process.dead = true;
    if (process.waits === 0) this.rest();
  }

  wait(process: Process, ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (process.waits++ === 0) this.rest();
      this.after(ms, () => {
        if (--process.waits === 0 && !process.dead) this.running++;
        if (!process.dead) resolve();
      });
    });
  }

  /** After a stall: continues with what was added since. */
  resume(): void {
    if (this.running === 0) this.goOn();
  }

  stop(): void {
    this.stopped = true;
  }

  private rest(): void {
    if (--this.running === 0) this.goOn();
  }

  /** Like `queueMicrotask`, without the diagnostics context that Node attaches to each of those. */
  private goOn(): void {
    void settled.then(this.pump);
  }

  private readonly pump = (): void => {
    while (this.running === 0 && !this.stopped) {
      const event = this.queue.next();
      if (!event) return this.whenStalled();
      this.nowMs = event.atMs;
      event.action();
    }
  };
}

interface Event {
  atMs: number;
  action: () => void;
}

/**
 * Events by time; at the same time, in the order in which they were added. Holds only a handful at once.
 */
class EventQueue {
  /** Latest first, so that the next one is popped from the end. */
  private readonly events: Event[] = [];

  add(atMs: number, action: () => void): void {
    let index = this.events.length;
    while (index > 0 && this.events[index - 1]!.atMs <= atMs) index--;
    this.events.splice(index, 0, { atMs, action });
  }

  next(): Event | undefined {
    return this.events.pop();
  }
}

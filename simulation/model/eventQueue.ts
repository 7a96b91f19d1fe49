export interface Event {
  atMs: number;
  action: () => void;
}

/** Events by time, and in the order of their adding at the same time. Holds a handful at once. */
export class EventQueue {
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

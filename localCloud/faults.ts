import { CloudError } from "./errors";

export type Operation = "create" | "update" | "delete";

/** Something that goes wrong with the next matching operation, once. */
export interface OperationFault {
  kind: "fail" | "pause" | "ignore";
  operation: Operation;
  /** Pulumi type token. */
  type: string;
  /** Logical name; absent: any. */
  name?: string;
  /** `pause`: hold the operation before it has any effect, or before it is answered. */
  when?: "before" | "after";
}

interface Waiting extends OperationFault {
  id: string;
  /** Whether an operation is being held right now. */
  reached: boolean;
  release: (outcome: "continue" | "drop") => void;
  released: Promise<"continue" | "drop">;
}

/** Faults ordered by a test. */
export class Faults {
  private readonly ordered: Waiting[] = [];
  private count = 0;

  order(fault: OperationFault): string {
    const id = `fault-${++this.count}`;
    let release: Waiting["release"] = () => {};
    const released = new Promise<"continue" | "drop">((resolve) => (release = resolve));
    this.ordered.push({ ...fault, id, reached: false, release, released });
    return id;
  }

  list(): (OperationFault & { id: string; reached: boolean })[] {
    return this.ordered.map(({ release: _release, released: _released, ...fault }) => fault);
  }

  /** Lets a held operation continue, or drops it as if it had never been requested. */
  release(id: string, outcome: "continue" | "drop"): void {
    this.ordered.find((fault) => fault.id === id)?.release(outcome);
  }

  clear(): void {
    for (const fault of this.ordered) fault.release("continue");
    this.ordered.length = 0;
  }

  /**
   * Called by every operation on a resource, before its effect and after it. Returns `ignore` if the
   * operation must have no effect without anybody noticing.
   */
  async strike(
    when: "before" | "after",
    operation: Operation,
    resource: { type: string; name: string },
  ): Promise<"ignore" | undefined> {
    const fault = this.ordered.find(
      (one) =>
        !one.reached &&
        one.operation === operation &&
        one.type === resource.type &&
        (one.name ?? resource.name) === resource.name &&
        (one.when ?? "before") === when,
    );
    if (!fault) return undefined;
    fault.reached = true;
    const outcome = fault.kind === "pause" ? await fault.released : "drop";
    this.ordered.splice(this.ordered.indexOf(fault), 1);
    if (fault.kind === "ignore") return "ignore";
    if (outcome === "drop") {
      throw new CloudError("InternalFailure", `${operation} of ${resource.name} failed as ordered`);
    }
    return undefined;
  }
}

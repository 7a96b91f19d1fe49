import { sizedByUp } from "../../config/fixedSizes";
import { nextState } from "../../release/nextState";
import type { ReleaseState } from "../../release/state";
import type { EngineParts } from "./engine";

/** Somebody with the plain `pulumi` command and an old checkout. */
export class Person {
  /** Their plain `up` is running. */
  busy = false;

  constructor(
    private readonly parts: Pick<
      EngineParts,
      "backend" | "file" | "services" | "rules" | "changed" | "log"
    >,
    private readonly checkout: ReleaseState,
  ) {}

  /** One `up` without the deployer, all at once. */
  up(): void {
    const { backend, log, changed } = this.parts;
    if (backend.lock) return log?.("plain up: the stack is locked");
    const next = this.program();
    if (next.kind === "refuse") return log?.(`plain up: refused, ${next.found}`);
    this.busy = true;
    backend.history.started();
    changed("somebody runs a plain `up`");
    for (const index of backend.changes(next.state)) {
      const resource = backend.resources[index]!;
      const value = resource.wanted(next.state);
      resource.set(value);
      backend.writeResource(index, value);
      changed(`plain up: ${resource.name} is now ${value ?? "nothing"}`);
    }
    this.busy = false;
    backend.writeOutputs(next.state);
    backend.history.ended("succeeded", null);
  }

  private program(): ReturnType<typeof nextState> {
    const { services, rules, backend, file } = this.parts;
    const { outputs } = backend;
    if (!rules.carryOver) {
      const { revision, current } = outputs;
      return { kind: "apply", state: { ...this.checkout, revision, current } };
    }
    const next = nextState({
      deployed: outputs,
      derived: undefined,
      committedActiveColor: {},
      services,
      stack: "simulated",
    });
    if (next.kind === "refuse") return next;
    return { ...next, state: sizedByUp(next.state, file.settings, services, outputs) };
  }
}

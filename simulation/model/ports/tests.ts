import type { CheckResult, GateInput, Tests } from "../../../automation/world/ports";
import type { Reach } from "../reach";
import { timings } from "../timings";
import type { Calls } from "./calls";

/** Step 4 in the model: passes when tasks of a good image answer, and notes which image did. */
export class ModelTests implements Tests {
  constructor(
    private readonly reach: Reach,
    private readonly calls: Calls,
  ) {}

  run({ service, color }: GateInput): Promise<CheckResult[]> {
    const { world } = this.reach;
    return this.calls.lasting(timings.testsMs, "the tests", () => {
      const { runningImage, healthy } = world.fleet(`${service} ${color}`);
      const ok = runningImage !== null && healthy > 0 && world.temperOf(runningImage).passesTests;
      if (ok) world.tested.add(runningImage);
      return [{ name: "GET /", ok, seconds: 0, reason: ok ? "" : "status 500", output: "" }];
    });
  }
}

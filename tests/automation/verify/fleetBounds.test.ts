import { expect } from "chai";
import { fleets } from "../../../automation/verify/checks/fleets";
import { release } from "../../../automation/runbook/release";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import { calmWorld } from "../course/calmWorld";
import { told } from "./told";

const sized = (min: number) => ({ min, max: 9, target: { cpuPercent: 60 } });

describe("the check of a fleet that AWS scales", () => {
  it("allows what the settings or the last `up` allow", async () => {
    const image = `repo@sha256:${"a".repeat(64)}`;
    const found = async (applied: number, edited: number) => {
      const world = calmWorld({ users: { errorAlarmPercent: 0, size: sized(3) } });
      const { stack, observer } = world.ports;
      const run = startRun(world.ports, allRules, "ann@vm:7");
      await release(run, world.environment(), { images: { users: image }, forceFromBroken: false });
      world.environment().inventory.services["users"]!.size = sized(applied);
      stack.settings.services["users"]!.size = sized(edited);
      const fleet = observer.fleet.bind(observer);
      observer.fleet = async (...asked) => {
        const health = await fleet(...asked);
        return health && { ...health, desired: 2, running: health.running.slice(0, 2) };
      };
      const services = ["users"];
      const environment = world.environment();
      const judged = await fleets.look({ observer, stack, services, environment } as never);
      return told(...judged)[0];
    };
    expect(await found(2, 3)).to.equal("ok: 2 healthy tasks");
    expect(await found(3, 2)).to.equal("ok: 2 healthy tasks");
    expect(await found(3, 3)).to.equal("error: scaled to 2 tasks, recorded: 3 to 9");
  });
});

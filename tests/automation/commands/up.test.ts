import { expect } from "chai";
import { refuseDisturbing, settledTasks } from "../../../automation/commands/up";
import { DeployError, refused } from "../../../automation/world/errors";
import { refusalOf } from "../../support/refusalOf";
import { api, serving } from "./servingWorld";

const needed = (service: string) =>
  Promise.reject(
    refused(`other environments depend on ${service} of dev`, "remove it there first"),
  );
const looking = (look: () => Promise<unknown>) =>
  refuseDisturbing({ name: "dev", settings: { services: { users: {} } }, look } as never, needed);
const current = { id: "r-1", phase: "switched", owner: "ann@vm:7", services: { users: {} } };

describe("an `up` that leaves production short of tasks", () => {
  it("has kept the images before it waits for ECS, which fails", async () => {
    const { ports, run, environment } = await serving({ users: api });
    const uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/bluegreen/dev/users";
    environment().release.services["users"]!.previous = { image: `${uri}@sha256:2` };
    const kept: unknown[] = [];
    ports.imageKeeper = { keep: (...asked) => Promise.resolve(void kept.push(asked)) };
    ports.observer.fleet = () => Promise.resolve(null);
    const deployed = await ports.stack.read();
    const failure = await refusalOf(() => settledTasks(run(), deployed, ["users-blue"]));
    expect(failure.found).to.equal("the settings are applied, but production is not as recorded");
    expect(kept).to.deep.equal([[uri, "bluegreen/dev", ["sha256:2"]]]);
  });
});

describe("an `up` while a release is in progress", () => {
  it("is refused before it locks the stack, so that the release's own deployer is not disturbed", async () => {
    const looked = { deployed: { release: { current } } };
    const refusal = await looking(() => Promise.resolve(looked)).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(DeployError).and.to.deep.include({
      kind: "refused",
      found:
        "release r-1 of users is in progress (phase switched, held by ann@vm:7), and an `up` now could undo part of it",
      next: "see whether its deployer is still running: bluegreen status --stack dev; if it is not: bluegreen resume --stack dev",
    });
  });

  it("is not refused without a release, or before there is a stack", async () => {
    await looking(() => Promise.resolve({ deployed: { release: { current: null } } }));
    await looking(() => Promise.resolve({ deployed: {} }));
    await looking(() => Promise.reject(refused("there is no stack dev", "create it")));
  });
});

describe("an `up` without the block of a service", () => {
  const deployed = (...names: string[]) => {
    const services = Object.fromEntries(names.map((name) => [name, {}]));
    return () =>
      Promise.resolve({ deployed: { release: { current: null }, inventory: { services } } });
  };

  it("is refused before anything is deleted, as long as another environment needs that service", async () => {
    const refusal = await refusalOf(() => looking(deployed("users", "ana")));
    expect(refusal.found).to.equal("other environments depend on ana of dev");
  });

  it("is not refused where the settings still have every service", async () => {
    await looking(deployed("users"));
  });
});

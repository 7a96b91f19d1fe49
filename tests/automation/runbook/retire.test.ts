import { expect } from "chai";
import { DeployError } from "../../../automation/errors";
import type { Ports } from "../../../automation/ports";
import { allRules } from "../../../automation/rules";
import { stopFleets } from "../../../automation/runbook/retire";
import { startRun } from "../../../automation/runbook/run";
import { stage, switchOver } from "../../../release/transitions";
import { environmentOf } from "../../../simulation/model/environment";

const { settings, inventory, initial } = environmentOf({ services: 1, hooks: false });
const release = switchOver(
  stage(initial.released, {
    id: "r-1",
    owner: "me@here:1",
    startedAt: "2026-01-01T00:00:00.000Z",
    services: { users: { image: "repository@sha256:new", size: 2 } },
  }),
);

describe("the stop of the old fleet", () => {
  it("is refused at once to who slept through its place, without waiting for a record", async () => {
    const asked: string[] = [];
    const ports = {
      stack: {
        name: "dev",
        settings,
        engineState: () => Promise.resolve({ aliases: {}, writtenAt: "later", pending: [] }),
        apply: () => Promise.reject(new Error("an `up`")),
      },
      observer: {
        resolve: () => {
          asked.push("name servers");
          return Promise.resolve([]);
        },
      },
      clock: { monotonicSeconds: () => 0, nowMs: () => 0 },
      reporter: { stepStarted: () => undefined },
    } as unknown as Ports;
    const run = startRun(ports, allRules, "me@here:1");
    run.place = "mine";
    const environment = { release, inventory, colorSecret: "secret" };
    const failure: unknown = await stopFleets(run, environment, "6").catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(DeployError);
    expect((failure as DeployError).kind).to.equal("held");
    expect(asked).to.deep.equal([]);
  });
});

import { expect } from "chai";
import { DeployError } from "../../../automation/world/errors";
import type { Ports } from "../../../automation/world/ports";
import { allRules } from "../../../automation/world/rules";
import { abort } from "../../../automation/runbook/recover";
import { startRun } from "../../../automation/runbook/run";
import type { ReleaseState } from "../../../release/state";
import { initial, inventory, settings } from "./oneService";

const release = initial.released;

/** Pulumi made a fleet and was killed before the release was recorded: there is no recorded name to ask ECS for. */
describe("an abort with no recorded release", () => {
  async function aborted(
    tasks: Record<string, number>,
    instances: Record<string, number> = {},
  ): Promise<{ applied: ReleaseState[]; how: unknown }> {
    const applied: ReleaseState[] = [];
    const at = ["10.0.0.1"];
    const { dnsName } = inventory.edges.blue;
    const { productionName } = inventory.services["users"]!;
    const ports = {
      stack: {
        name: "dev",
        settings,
        engineState: () =>
          Promise.resolve({
            targets: { [productionName!]: dnsName },
            tasks,
            instances,
            writtenAt: "",
            content: "",
            pending: [],
          }),
        apply: (wanted: ReleaseState) => {
          applied.push(wanted);
          return Promise.resolve({ release: wanted, inventory, colorSecret: "secret" });
        },
      },
      observer: {
        fleet: () => Promise.resolve(null),
        edgeAddresses: (_: unknown, edge: string) =>
          Promise.resolve(edge === "blue" ? at : ["10.0.0.2"]),
        resolve: () =>
          Promise.resolve([{ server: "ns", addresses: at, ttlSeconds: 5, error: null }]),
      },
      clock: { monotonicSeconds: () => 0, nowMs: () => 0 },
      reporter: { stepStarted: () => {}, stepEnded: () => {}, note: () => {}, warn: () => {} },
    } as unknown as Ports;
    const run = startRun(ports, allRules, "me@here:1");
    const how = await abort(run, { release, inventory, colorSecret: "secret" }).catch(
      (error: unknown) => error,
    );
    return { applied, how };
  }

  it("removes a fleet that only Pulumi's state knows", async () => {
    const { applied, how } = await aborted({ "users-blue": 2, "users-green": 2 });
    expect(applied.map(({ services, current }) => ({ services, current }))).to.deep.equal([
      { services: release.services, current: null },
    ]);
    expect(how).to.deep.include({ outcome: "rolledBack" });
    expect((how as { reasons: string[] }).reasons.at(-1)).to.equal(
      "users green runs 2 tasks, but 0 are recorded",
    );
  });

  it("removes instances on which nothing was started yet", async () => {
    const { how } = await aborted({}, { "users-blue": 2, "users-green": 2 });
    expect((how as { reasons: string[] }).reasons.at(-1)).to.equal(
      "users green keeps 2 instances, but 0 are recorded",
    );
  });

  it("changes nothing when Pulumi's state knows no such fleet", async () => {
    const { applied, how } = await aborted({ "users-blue": 2 }, { "users-green": 0 });
    expect(applied).to.deep.equal([]);
    expect(how).to.be.instanceOf(DeployError);
    expect((how as DeployError).found).to.equal(
      "no release is in progress, and AWS matches the recorded state",
    );
  });
});

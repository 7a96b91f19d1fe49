import { expect } from "chai";
import {
  refuseWhileCalled,
  refuseWhileOthersNeed,
  refuseWhileOthersDependOn,
} from "../../../automation/commands/dependents";
import type { DeployError } from "../../../automation/world/errors";
import type { ReleaseState } from "../../../release/state";
import type { Stacks } from "../../../automation/world/stacks";

const configs: Record<string, Record<string, unknown>> = {
  dev: { services: { users: {}, matching: {}, mailer: {} } },
  // As a person's `pulumi config set` stores it.
  prod: { imagesFrom: "dev", services: JSON.stringify({ users: {} }) },
  "pr-7": { foundation: "dev", services: { shop: { calls: ["matching"] } } },
  other: { services: { mailer: {} } },
};
const stacks = {
  list: () => Promise.resolve(Object.keys(configs).map((name) => ({ name, lastUpdate: null }))),
  lastConfig: (name: string) => Promise.resolve(configs[name]),
} as unknown as Stacks;

const reasonsOf = (refusing: Promise<void>) =>
  refusing.then(
    () => [],
    (error: unknown) => (error as DeployError).reasons,
  );

describe("environments that depend on another one", () => {
  it("prevent it from being destroyed", async () => {
    expect(await reasonsOf(refuseWhileOthersDependOn(stacks, "dev"))).to.deep.equal([
      "prod uses its images",
      "pr-7 uses its network and load balancers",
    ]);
    expect(await reasonsOf(refuseWhileOthersDependOn(stacks, "other"))).to.deep.equal([]);
  });

  it("prevent the removal of a service that they have or call", async () => {
    const needing = (service: string) => reasonsOf(refuseWhileOthersNeed(stacks, "dev", service));
    expect(await needing("users")).to.deep.equal(["prod uses its images"]);
    expect(await needing("matching")).to.deep.equal(["pr-7 uses its network and load balancers"]);
    expect(await needing("mailer")).to.deep.equal([]);
  });
});

describe("a service that a fleet was released with a call to", () => {
  it("is not removed, whatever the caller's settings say now", () => {
    const fleet = (size: number, calls: string[]) => ({
      ...{ image: "repo@sha256:1", size },
      settings: { calls },
    });
    const releaseWith = (size: number): ReleaseState => ({
      ...{ version: 2, revision: 3, current: null },
      services: {
        matching: {
          activeColor: "blue",
          fleets: { blue: fleet(size, ["users"]), green: fleet(2 - size, []) },
        },
      },
    });
    expect(() => refuseWhileCalled("dev", "users", releaseWith(2)))
      .to.throw("matching was released with a call to users, and would lose it")
      .and.include({
        kind: "refused",
        next:
          "release without the call: bluegreen deploy --stack dev --service matching; " +
          "then: bluegreen service remove users --stack dev",
      });
    expect(() => refuseWhileCalled("dev", "users", releaseWith(0))).not.to.throw();
    expect(() => refuseWhileCalled("dev", "mailer", releaseWith(2))).not.to.throw();
  });
});

import { expect } from "chai";
import {
  refuseWhileOthersNeed,
  refuseWhileOthersStandOn,
} from "../../../automation/commands/dependents";
import type { DeployError } from "../../../automation/world/errors";
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

describe("environments that need another one", () => {
  it("keep it from being destroyed", async () => {
    expect(await reasonsOf(refuseWhileOthersStandOn(stacks, "dev"))).to.deep.equal([
      "prod has its images from it",
      "pr-7 stands on its network and edges",
    ]);
    expect(await reasonsOf(refuseWhileOthersStandOn(stacks, "other"))).to.deep.equal([]);
  });

  it("keep a service from being removed that they have or call", async () => {
    const needing = (service: string) => reasonsOf(refuseWhileOthersNeed(stacks, "dev", service));
    expect(await needing("users")).to.deep.equal(["prod has its images from it"]);
    expect(await needing("matching")).to.deep.equal(["pr-7 stands on its network and edges"]);
    expect(await needing("mailer")).to.deep.equal([]);
  });
});

import { expect } from "chai";
import { link } from "../../../automation/commands/link";
import type { DeployError } from "../../../automation/world/errors";
import type { Deployed } from "../../../automation/world/ports";
import { accessSecret } from "../../../config/testAccess";
import { settingsSchema } from "../../../config/schema";
import type { Inventory, RestrictedAccess } from "../../../release/inventory";
import { emptyState } from "../../../release/state";

const settings = settingsSchema.parse({
  domain: "example.com",
  services: {
    users: {},
    mailer: { kind: "worker", selfTest: { command: ["check"] } },
    fresh: {},
    inside: { public: false },
  },
});

function stackWith(testAccess?: RestrictedAccess) {
  const users = { testName: "users-test.example.com", ...(testAccess && { testAccess }) };
  const inventory = { services: { users, mailer: {} } } as unknown as Inventory;
  const deployed = { release: emptyState, inventory, colorSecret: "hush" } as Deployed;
  return { stack: { name: "dev", settings, read: () => Promise.resolve(deployed) } };
}

describe("`link`", () => {
  it("prints the address that lets people in, with the secret where no server sees it", async () => {
    const access: RestrictedAccess = { type: "link", generation: 2 };
    const url = `https://users-test.example.com/#bluegreen-access=${accessSecret("hush", "users", 2)}`;
    expect(await link(stackWith(access), { service: "users" })).to.deep.equal({
      json: { ok: true, stack: "dev", service: "users", url, access },
      text: url,
      exitCode: 0,
    });
  });

  it("prints the plain address of a name that needs no link", async () => {
    const network: RestrictedAccess = { type: "network", cidrs: ["192.0.2.0/24"] };
    for (const access of [undefined, network]) {
      const { text } = await link(stackWith(access), { service: "users" });
      expect(text).to.equal("https://users-test.example.com/");
    }
  });

  it("says why there is none", async () => {
    const refusal = async (service: string) => {
      const error = await link(stackWith(), { service }).then(
        () => undefined,
        (one: unknown) => one as DeployError,
      );
      return [error?.found, error?.next];
    };
    expect(await refusal("mailer")).to.deep.equal([
      "mailer is a worker, and workers have no test name",
      "bluegreen status --stack dev",
    ]);
    expect(await refusal("inside")).to.deep.equal([
      "inside is private: security groups let nobody but its own tasks reach its test name",
      "to look at what runs, list its tasks: bluegreen status --stack dev",
    ]);
    expect(await refusal("fresh")).to.deep.equal([
      "in the settings, but not in the environment yet: fresh",
      "apply the settings first: bluegreen up --stack dev",
    ]);
  });
});

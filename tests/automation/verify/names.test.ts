import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { runChecks } from "../../../automation/verify/check";
import { names } from "../../../automation/verify/checks/names";
import type { Inspector } from "../../../automation/world/inspector";
import { settingsSchema } from "../../../config/schema";
import { emptyState, withServices } from "../../../release/state";
import { inventory } from "../adapters/aws/fixtures";

describe("names that lead elsewhere, as verify sees them,", () => {
  const settings = settingsSchema.parse({
    domain: "example.com",
    services: { users: { errorAlarmPercent: 0 } },
  });

  /** What to do about each name, all of which lead elsewhere. */
  async function todos(): Promise<string[]> {
    const records: Inspector["records"] = (_, name) =>
      Promise.resolve({
        value: [{ name, type: "CNAME", alias: null, values: ["old.example.net"] }],
      });
    const findings = await runChecks([names], {
      ...{ stack: { name: "dev", settings } as never, observer: {} as never, reads: {} as never },
      ...{ metrics: {} as never, clock: { nowMs: () => 0 } },
      inspector: { ...nothingToInspect("not here"), records },
      environment: { inventory, release: withServices(emptyState, ["users"]) } as never,
      ...{ services: ["users"], images: {}, compared: [], permissions: [], context: {} },
      project: "bluegreen",
      locks: () => Promise.resolve(null),
      unreadable: null,
      backend: () => Promise.resolve(""),
    });
    return findings.map(({ status, subject, todo }) => `${status} ${subject}: ${todo}`);
  }

  it("can be taken over, unless it is a test name, which nobody has used yet", async () => {
    expect(await todos()).to.deep.equal([
      "error users.example.com: take over what it leads to: " +
        "`bluegreen adopt --stack dev --service users --record users.example.com`; " +
        "or delete it in Route 53 once nobody needs it, or choose another name (`hosts`)",
      "error users-test.example.com: delete it in Route 53 once nobody needs it, " +
        "or give users another test name (`host`)",
    ]);
  });
});

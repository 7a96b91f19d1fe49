import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { runChecks } from "../../../automation/verify/check";
import { zone } from "../../../automation/verify/checks/zone";
import type { Inspector } from "../../../automation/world/inspector";
import { settingsSchema } from "../../../config/schema";
import { inventory } from "../adapters/aws/fixtures";

describe("the zones of names outside the environment's own, as verify sees them,", () => {
  const shop = "shop.example.org";
  const own = { id: "Z1", name: "example.com", nameServers: ["ns-1"] };
  const other = { id: "Z2", name: "example.org", nameServers: ["ns-2"] };
  const settings = settingsSchema.parse({
    domain: "example.com",
    services: { users: { errorAlarmPercent: 0, hosts: ["users", shop, "www.example.org"] } },
  });

  async function zonesFound(
    zones: (typeof own)[],
    {
      delegated = ["ns-1", "ns-2"],
      recorded,
    }: { delegated?: string[]; recorded?: typeof own } = {},
  ) {
    const users = {
      ...inventory.services["users"]!,
      ...(recorded && { zones: { [shop]: recorded } }),
    };
    const inspector: Partial<Inspector> = {
      zone: (name) => Promise.resolve({ value: zones.find((one) => one.name === name) ?? null }),
      delegation: (name) =>
        Promise.resolve({
          value: delegated.filter((server) => server === (name === own.name ? "ns-1" : "ns-2")),
        }),
    };
    const findings = await runChecks([zone], {
      ...{ stack: { name: "dev", settings } as never, observer: {} as never, reads: {} as never },
      ...{ metrics: {} as never },
      ...{
        inspector: { ...nothingToInspect("not here"), ...inspector },
        clock: { nowMs: () => 0 },
      },
      environment: { inventory: { ...inventory, services: { users } } } as never,
      ...{ services: ["users"], images: {}, compared: [], permissions: [], context: {} },
      project: "bluegreen",
      locks: () => Promise.resolve(null),
      unreadable: null,
      backend: () => Promise.resolve(""),
    });
    return findings
      .filter(({ subject }) => subject !== own.name)
      .map(({ status, subject, found }) => `${status} ${subject}: ${found}`);
  }

  it("exist and are delegated, each reported once", async () => {
    expect(await zonesFound([own, other])).to.deep.equal([
      "ok example.org: zone Z2",
      "ok example.org: delegated to 1 of its 1 servers",
    ]);
  });

  it("are missing, or not delegated", async () => {
    const missing = (name: string) =>
      `error ${name}: the account has no public hosted zone with this name; looked for ${name}, ` +
      "example.org";
    expect(await zonesFound([own])).to.deep.equal([missing(shop), missing("www.example.org")]);
    expect(await zonesFound([own, other], { delegated: ["ns-1"] })).to.deep.equal([
      "ok example.org: zone Z2",
      "error example.org: the zone is not delegated: the parent zone has no NS record for it",
    ]);
  });

  it("are those that have the records, or were recreated", async () => {
    const recorded = { ...other, id: "Z0" };
    expect(await zonesFound([own, other], { recorded })).to.include(
      "error example.org: the stack's records are in zone Z0, but the zone of this name is Z2",
    );
    expect(await zonesFound([own], { recorded })).to.include(
      `error example.org: the account no longer has the public hosted zone Z0 with the record of ${shop}`,
    );
    const nearer = { ...other, id: "Z3", name: shop };
    expect(await zonesFound([own, other, nearer], { recorded: other })).to.deep.equal([
      "ok example.org: zone Z2",
      "ok example.org: delegated to 1 of its 1 servers",
    ]);
  });
});

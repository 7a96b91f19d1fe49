import { expect } from "chai";
import { cost } from "../../../automation/commands/cost";
import type { Update } from "../../../automation/history/update";
import type { PriceList } from "../../../automation/world/prices";
import type { ReleaseState } from "../../../release/state";
import { api, serving } from "./servingWorld";

const nowMs = Date.parse("2026-11-27T15:00:00Z");
const usd: PriceList["usd"] = {
  ...{ loadBalancerHour: 0.02, lcuHour: 0.01, publicIpv4Hour: 0.005, natGatewayHour: 0.05 },
  ...{ hostedZoneMonth: 0.5, fargateVcpuHourX86: 0.04, fargateGbHourX86: 0.004 },
};

/** What `cost` says of an environment whose only service was released at these times, newest first. */
async function costs(
  releases: readonly string[],
  known: PriceList["usd"] = usd,
  users: object = api,
) {
  const { ports, environment } = await serving({ users });
  const { release } = environment();
  const updates = releases.flatMap((at, index): Update[] => {
    const id = `r-${index}`;
    const part = { candidate: "green" as const };
    const current = { id, services: { users: part }, phase: "staged" as const };
    const running = { ...current, owner: "me", startedAt: at };
    const { blue } = release.services["users"]!.fleets;
    const users = { activeColor: "blue" as const, fleets: { blue, green: { ...blue, size: 2 } } };
    const staged: ReleaseState = { ...release, services: { users }, current: running };
    const startedMs = Date.parse(at);
    const done = { result: "succeeded" as const, settings: null };
    const update = (verb: string, from: number, until: number, wanted: ReleaseState): Update => ({
      ...{ message: `bluegreen: ${verb} ${id}`, ...done, wanted },
      ...{ startedMs: startedMs + from * 1000, endedMs: startedMs + until * 1000 },
    });
    return [
      update("retire", 500, 600, { ...staged, current: null }),
      update("switch", 200, 220, { ...staged, current: { ...running, phase: "switched" } }),
      update("stage", 0, 60, staged),
    ];
  });
  const asked: string[][] = [];
  const found = await cost({
    stack: ports.stack,
    history: (count) => Promise.resolve(updates.slice(0, count)),
    prices: {
      list: (region, rates) => {
        asked.push([...rates]);
        const list = { region, usd: known, from: "api" as const, date: "2026-11-27", why: null };
        return Promise.resolve(list);
      },
    },
    clock: { nowMs: () => nowMs },
  });
  return { ...found, asked };
}

describe("`cost`", () => {
  it("lists what stands each month with its basis, this month's releases, and what it leaves out", async () => {
    const { text, json, asked } = await costs([
      "2026-11-20T10:00:00Z",
      "2026-11-01T00:00:00Z",
      "2026-10-31T23:00:00Z",
    ]);
    expect(text.split("\n")).to.deep.equal([
      "dev, each month of 730 h; prices of eu-central-1: AWS Pricing API, 2026-11-27",
      "  $29         load balancers         2 x 730 h x $0.02",
      "  $18         public IPv4 addresses  5 x 730 h x $0.005, at least one of each load balancer in each zone",
      "  $37         NAT gateways           1 x 730 h x $0.05",
      "  $18         users on blue          2 x 730 h x $0.012 (Fargate 0.25 vCPU, 0.5 GB, Linux X86_64)",
      "  $101        in total",
      "releases since 2026-11-01 (UTC)",
      "  under $0.01 2 releases, 2400 task-seconds beside production, estimated from the times of their `up`s",
      "not counted: LCUs that requests use ($7.30 each); data transfer; logs, alarms and metrics; images in ECR; " +
        "secrets and keys; public hosted zones; taxes, discounts and free tiers",
    ]);
    expect(json).to.deep.include({ ok: true, stack: "dev", currency: "USD" });
    const { releases, total } = json as {
      releases: { count: number; bill: { usd: number; taskSeconds: number; from: string } };
      total: { low: number };
    };
    expect(releases.count).to.equal(2);
    expect(releases.bill).to.include({ taskSeconds: 2400, from: "ups" });
    expect(releases.bill.usd).to.be.closeTo((2400 * 0.012) / 3600, 1e-9);
    expect(total.low).to.be.closeTo(29.2 + 18.25 + 36.5 + 17.52, 1e-9);
    expect(asked).to.have.length(1);
  });

  it("adds nothing up as soon as a price is unknown", async () => {
    const { text, json } = await costs([], { publicIpv4Hour: 0.005 });
    expect(text).to.contain("\n  unknown     in total\n");
    expect(text).to.contain("\n  unknown     users on blue ");
    expect(text).to.contain("\nreleases since 2026-11-01 (UTC)\n  none\n");
    expect((json as { total: unknown }).total).to.equal(null);
  });

  it("names the disk that it does not count", async () => {
    const { json } = await costs([], usd, { ...api, ephemeralGiB: 50 });
    expect((json as { notCounted: string[] }).notCounted).to.include(
      "disks of Fargate tasks beyond 20 GiB (`ephemeralGiB`)",
    );
  });
});

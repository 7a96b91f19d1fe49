import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { PeakLcus } from "../../../automation/world/inspector";
import type { Verification } from "../../../automation/verify/check";
import { judgePeak, peakLcus } from "../../../automation/verify/checks/peakLcus";
import { settingsSchema } from "../../../config/schema";
import { type Color, emptyState, withServices } from "../../../release/state";
import { told } from "./told";

const peaks = (blue: number, green: number): PeakLcus => ({ days: 14, peaks: { blue, green } });
const found = (serving: Color, most: number, next: number, more = "") =>
  `the ${serving} load balancer, which serves, peaked at ${most} LCUs a minute in the last 14 days; ` +
  `the one that takes over next peaked at ${next} LCUs${more}`;
const cold = ": it may answer 503 until it has grown";

describe("the check of what a load balancer has handled", () => {
  it("warns above a factor of two, and says what to do", () => {
    expect(told(judgePeak("blue", peaks(60, 30), undefined))).to.deep.equal([
      `ok: ${found("blue", 60, 30)}`,
    ]);
    expect(judgePeak("blue", peaks(60.1, 30), undefined)).to.deep.equal({
      subject: "green load balancer",
      status: "warning",
      found: found("blue", 60.1, 30) + cold,
      todo:
        "warm it up before the switch (`warm` in the settings of the busiest services), or reserve capacity " +
        "(`loadBalancers.reserveLcu`)",
    });
  });

  it("takes an idle load balancer for one that takes some load", () => {
    expect(told(judgePeak("green", peaks(0, 2), undefined))).to.deep.equal([
      `ok: ${found("green", 2, 0)}`,
    ]);
    expect(told(judgePeak("green", peaks(0, 2.1), undefined))).to.deep.equal([
      `warning: ${found("green", 2.1, 0)}${cold}`,
    ]);
  });

  it("counts what is reserved", () => {
    const more = " and has 100 LCUs reserved";
    expect(told(judgePeak("blue", peaks(200, 0), 100))).to.deep.equal([
      `ok: ${found("blue", 200, 0, more)}`,
    ]);
    expect(told(judgePeak("blue", peaks(201, 0), 100))).to.deep.equal([
      `warning: ${found("blue", 201, 0, more)}${cold}`,
    ]);
  });

  it("asks only where an API is in production, about each load balancer that serves one", async () => {
    const settings = settingsSchema.parse({
      domain: "example.com",
      services: {
        users: {},
        matching: {},
        mailer: { kind: "worker", selfTest: { command: ["test"] } },
      },
    });
    const names = Object.keys(settings.services);
    const look = (active: Record<string, Color>) => {
      const release = withServices(emptyState, names);
      const services = Object.fromEntries(
        names.map((name) => [
          name,
          { ...release.services[name]!, activeColor: active[name] ?? null },
        ]),
      );
      return peakLcus.look({
        environment: { release: { ...release, services }, inventory: {} },
        inspector: {
          ...nothingToInspect(""),
          peakLcus: () => Promise.resolve({ value: peaks(4, 1) }),
        },
        ...{ services: names, stack: { settings } },
      } as unknown as Verification);
    };
    expect(told(await look({ mailer: "blue" }))).to.deep.equal([]);
    expect(told(await look({ users: "blue", matching: "green" }))).to.deep.equal([
      `warning: ${found("blue", 4, 1)}${cold}`,
      `ok: ${found("green", 1, 4)}`,
    ]);
  });
});

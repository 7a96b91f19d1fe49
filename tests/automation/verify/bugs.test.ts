import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { type Check, runChecks, type Verification } from "../../../automation/verify/check";
import { ok } from "../../../automation/verify/finding";
import { preflight } from "../../../automation/runbook/preflight";
import { StepFailed, Stopped } from "../../../automation/world/errors";
import type { Ports } from "../../../automation/world/ports";
import { settingsSchema } from "../../../config/schema";
import { emptyState } from "../../../release/state";
import { inventory } from "../adapters/aws/fixtures";

const settings = settingsSchema.parse({ domain: "example.com", services: {} });
const ports = (error: Error) => {
  const warnings: string[] = [];
  const reporter = { warn: (text: string) => warnings.push(text) };
  const inspector = { ...nothingToInspect("not here"), zone: () => Promise.reject(error) };
  const stack = { name: "dev", settings };
  return { warnings, ports: { stack, inspector, reporter } as unknown as Ports };
};
const { stack, inspector } = ports(new Error("unused")).ports;
const verification = { stack, inspector } as unknown as Verification;

const failing = (error: Error): Check => ({
  name: "x",
  fast: true,
  look: () => Promise.reject(error),
});
const fine: Check = { name: "y", fast: true, look: () => Promise.resolve([ok("", "fine")]) };
const atOnce: Check = {
  name: "z",
  fast: true,
  look: () => {
    throw new TypeError("bug");
  },
};
const thrownBy = (act: Promise<unknown>) => act.catch((error: unknown) => error);

describe("a check that fails", () => {
  it("is reported as a bug, along with the findings of the others", async () => {
    const checks = [failing(new TypeError("bug")), fine, atOnce];
    const [bug, other, thrown] = await runChecks(checks, verification);
    expect(bug).to.include({ check: "x", status: "error", todo: "report it with this text" });
    expect(bug!.found).to.match(/^this check has a bug: TypeError: bug\n +at /);
    expect(other).to.include({ check: "y", status: "ok" });
    expect(thrown).to.include({ check: "z", status: "error" });
  });

  it("is not a bug when the command was stopped, or Pulumi can't be queried", async () => {
    for (const error of [new Stopped("stopped by SIGINT"), new StepFailed("Pulumi failed", [])]) {
      expect(await thrownBy(runChecks([failing(error), fine], verification))).to.equal(error);
    }
  });

  it("ends a release that begins with the bug or the stop itself, even when forced", async () => {
    for (const error of [new TypeError("bug"), new Stopped("stopped by SIGINT")]) {
      const broken = ports(error);
      const begun = preflight(
        broken.ports,
        { release: emptyState, inventory, colorSecret: "secret" },
        { services: [], compared: [], force: true },
      );
      expect(await thrownBy(begun)).to.equal(error);
      expect(broken.warnings).to.deep.equal([]);
    }
  });
});

import { expect } from "chai";
import { verify, type VerifyParts } from "../../../automation/commands/verify";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { exitCodes, refused } from "../../../automation/world/errors";
import type { Finding } from "../../../automation/verify/finding";
import { api, at, serving } from "../commands/servingWorld";

describe("bluegreen verify, where the settings file can't be used,", () => {
  it("checks everything else, and reports the file as an error", async () => {
    const { ports } = await serving({ users: api });
    const found = "the settings in Pulumi.dev.yaml have 1 problem";
    const parts: VerifyParts = {
      ports: { ...ports, inspector: nothingToInspect("not here") },
      locks: () => Promise.resolve([]),
      backend: () => Promise.resolve("file:///var/state"),
      stackIdentity: { project: "bluegreen", stack: "dev" },
      unreadable: refused(found, "fix the settings and run the command again", ["`x` is new"]),
    };
    const { json, exitCode } = await verify(parts, { ...at, service: [], image: [], drift: true });
    expect(exitCode).to.equal(exitCodes.refused);
    const { findings } = json as { findings: Finding[] };
    const file = { check: "settings", subject: "Pulumi.dev.yaml", status: "error" };
    expect(
      findings.filter(({ check, status }) => check === "settings" && status === "error"),
    ).to.deep.equal([
      {
        ...file,
        found: `${found}; checked with the settings of the last \`up\` instead`,
        todo: "fix the settings and run the command again",
      },
      { ...file, found: "`x` is new", todo: "" },
    ]);
    const checked = (name: string) =>
      findings.some(({ check, status }) => check === name && status === "ok");
    expect([checked("release"), checked("settings"), checked("fleets")]).to.deep.equal([
      true,
      true,
      true,
    ]);
  });
});

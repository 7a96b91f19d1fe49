import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { settlePending } from "../../../../../automation/adapters/pulumi/pending/settlePending";
import type { EngineOptions } from "../../../../../automation/adapters/pulumi/options";

const type = "aws:cloudwatch/logGroup:LogGroup";
const resource = {
  urn: `urn:pulumi:dev::bluegreen::${type}::users`,
  type,
  custom: true,
  inputs: { name: "/bluegreen/dev/users" },
};
const exported = {
  version: 3,
  deployment: { resources: [], pending_operations: [{ type: "creating", resource }] },
};

/** A CLI that exports and records imports, but whose refresh fails, as the real one does without a permission. */
const cli = (folder: string) => `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const [command, what] = process.argv.slice(2);
if (command === "refresh") { console.error("error: AccessDenied"); process.exit(255); }
if (what === "history") console.log("[]");
if (what === "export") console.log(${JSON.stringify(JSON.stringify(exported))});
if (what === "import") appendFileSync(${JSON.stringify(join(folder, "imported"))}, readFileSync(0, "utf8") + "\\n");
`;

describe("a pending operation that can't be checked", () => {
  it("stays pending, and the failure says how to continue", async () => {
    const folder = await mkdtemp(join(tmpdir(), "bluegreen-pending-"));
    try {
      const command = join(folder, "pulumi");
      await writeFile(command, cli(folder));
      await chmod(command, 0o700);
      const project = { cwd: folder, name: "bluegreen" };
      const options = { engine: { command }, project, name: "dev" } as unknown as EngineOptions;
      const error = await settlePending(options).catch((thrown: unknown) => thrown);
      expect(error).to.include({
        kind: "stoppedMidway",
        next: "fix the cause, then: bluegreen unlock --stack dev",
      });
      const text = await readFile(join(folder, "imported"), "utf8");
      const imports = text
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line));
      expect(imports).to.have.length(2);
      expect(imports[0]).to.have.nested.property("deployment.resources.length", 1);
      expect(imports[1]).to.deep.equal(exported);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

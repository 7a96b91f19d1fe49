import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { gateTests } from "../../../../automation/adapters/gate/tests";
import { type ApiSettings, serviceSchema } from "../../../../config/schema";

describe("the results of step 4", () => {
  it("repeat no secret that a candidate or its test prints, in the file either", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gate-"));
    const tests = gateTests({
      cwd: tmpdir(),
      endpoint: () => Promise.reject(new Error("not asked")),
      signal: new AbortController().signal,
      logFolder: folder,
      warn: () => undefined,
      note: () => undefined,
    });
    const command = 'echo "sent $TEST_HEADERS and abc123; the other is hush"; exit 1';
    const [result] = await tests.run({
      service: "users",
      settings: serviceSchema.parse({ test: { command } }) as ApiSettings,
      productionName: "users.example.com",
      testName: "users-test.example.com",
      color: "green",
      digest: "sha256:b",
      edgeAddresses: [],
      colorSecret: "hush",
      testHeaders: { cookie: "bluegreen-access=abc123" },
    });
    const output = 'sent {"cookie":"bluegreen-access=***"} and ***; the other is ***';
    expect(result).to.include({ ok: false, reason: "exit code 1", output });
    const [file = ""] = await readdir(folder);
    const kept = await readFile(join(folder, file), "utf8");
    expect(kept).to.contain(output);
    await rm(folder, { recursive: true });
  });
});

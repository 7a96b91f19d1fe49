import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { gateTests } from "../../../../automation/adapters/gate/tests";
import { type ApiSettings, serviceSchema } from "../../../../config/schema";

describe("the results of step 4", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "gate-"))));
  afterEach(() => rm(folder, { recursive: true }));

  async function resultOf(command: string, host = "") {
    const tests = gateTests({
      cwd: tmpdir(),
      endpoint: () => Promise.resolve({ host, port: 1, ca: "" }),
      signal: new AbortController().signal,
      logFolder: folder,
      warn: () => undefined,
      note: () => undefined,
    });
    const [result] = await tests.run({
      service: "users",
      settings: serviceSchema.parse({
        test: { command },
        checks: [{ path: "/" }],
        environment: {
          DB_PASSWORD: "canary-of-the-settings",
          DATABASE: "postgres://users:canary-of-a-url@db/users",
        },
      }) as ApiSettings,
      productionName: "users.example.com",
      testName: "users-test.example.com",
      color: "green",
      digest: "sha256:b",
      edgeAddresses: host === "" ? [] : ["127.77.0.1"],
      colorSecret: "hush",
      testHeaders: { cookie: "bluegreen-access=abc123" },
    });
    return result!;
  }

  it("repeat no part of a secret where the output is cut", async () => {
    const { output } = await resultOf("printf abc123; printf '.%.0s' $(seq 7997); exit 1");
    expect(output).to.equal(`***${".".repeat(7997)}`);
  });

  it("repeat no secret that a candidate or its test prints, in the file either", async () => {
    process.env["CANARY_TOKEN"] = "canary-of-the-runner";
    const result = await resultOf(
      'echo "sent $TEST_HEADERS"; echo "and abc123; the other is hush"; ' +
        "echo canary-of-the-settings canary-of-a-url canary-of-the-runner API_KEY=x; exit 1",
    ).finally(() => delete process.env["CANARY_TOKEN"]);
    const output = 'sent {"cookie":***\nand ***; the other is ***\n*** *** *** API_KEY=***';
    expect(result).to.include({ ok: false, reason: "exit code 1", output });
    const [file = ""] = await readdir(folder);
    const kept = await readFile(join(folder, file), "utf8");
    expect(kept).to.contain(output);
  });

  it("give a reason that is no longer than people read", async () => {
    const { reason } = await resultOf("true", `${"x.".repeat(2000)}example.com`);
    expect(reason).to.match(/^no answer: /);
    expect(reason).to.have.length(1001);
  });
});

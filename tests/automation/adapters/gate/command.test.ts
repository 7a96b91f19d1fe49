import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { environmentOf, runCommand } from "../../../../automation/adapters/gate/command";
import type { GateInput } from "../../../../automation/world/ports";
import { type ApiSettings, serviceSchema } from "../../../../config/schema";

const input = (command?: string, timeoutSeconds = 10): GateInput => ({
  service: "users",
  settings: serviceSchema.parse(
    command ? { test: { command, timeoutSeconds } } : {},
  ) as ApiSettings,
  productionName: "users.example.com",
  testName: "users-test.example.com",
  color: "green",
  digest: "sha256:b",
  edgeAddresses: ["127.77.0.1"],
  colorSecret: "hush",
  testHeaders: { cookie: "bluegreen-access=abc" },
});

const run = (...args: Parameters<typeof input>) =>
  runCommand(input(...args), tmpdir(), new AbortController().signal);

describe("a service's test command", () => {
  it("is optional", async () => {
    expect(await run()).to.deep.equal([]);
  });

  it("learns what to test, and its output is kept", async () => {
    const command =
      'echo "$TEST_URL $TEST_HEADERS $PRODUCTION_URL $SERVICE $COLOR $IMAGE_DIGEST"; echo oops >&2';
    const [result] = await run(command);
    expect(result).to.include({
      name: command,
      ok: true,
      reason: "",
      output:
        'https://users-test.example.com {"cookie":"bluegreen-access=abc"} https://users.example.com users ' +
        "green sha256:b\noops",
    });
  });

  it("does not get the stack's secret", async () => {
    const [result] = await run("env");
    expect(result!.output).to.contain("COLOR=green");
    expect(result!.output).not.to.contain("hush");
  });

  describe("and the environment of the machine that deploys", () => {
    const credentials = [
      ...["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_REGION"],
      ...["PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE_FILE"],
      ...["GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_RUNTIME_TOKEN"],
      ...["GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "CI_JOB_TOKEN", "NPM_TOKEN", "DB_PASSWORD"],
      ...[
        "SLACK_SECRET",
        "SSH_PRIVATE_KEY",
        "OPENAI_API_KEY",
        "VAULT_CREDENTIALS",
        "npm_config_token",
      ],
      ...["SECRET_KEY_BASE", "RAILS_MASTER_KEY", "SSH_AUTH_SOCK", "DOCKER_AUTH_CONFIG", "DB_PASS"],
      ...["CI_JOB_JWT_V2", "VAULT_TOKEN_FILE", "MYSQL_PWD", "npm_config__auth", "APP_SECRETS"],
      ...["npm_config_//npm.example.com/:_authToken", "SYSTEM_ACCESSTOKEN", "GITHUB_STEP_SUMMARY"],
    ];
    const harmless = [
      ...["PATH", "HOME", "CI", "GITHUB_SHA", "KEYBOARD", "TOKENS_PER_MINUTE"],
      ...["PWD", "OLDPWD", "GIT_AUTHOR_NAME", "BYPASS"],
    ];
    const all = [...credentials, ...harmless];
    const env = Object.fromEntries(all.map((name) => [name, "x"]));

    it("gets all of it but credentials", () => {
      expect(Object.keys(environmentOf(env, []))).to.deep.equal(harmless);
    });

    it("gets those that the settings name", async () => {
      expect(Object.keys(environmentOf(env, ["GITHUB_TOKEN"]))).to.deep.equal([
        "GITHUB_TOKEN",
        ...harmless,
      ]);
      process.env["AWS_SESSION_TOKEN"] = "hush";
      process.env["GH_TOKEN"] = "hush too";
      const given = input('echo "$AWS_SESSION_TOKEN/$GH_TOKEN"');
      given.settings.test!.passVariables = ["GH_TOKEN"];
      const [result] = await runCommand(given, tmpdir(), new AbortController().signal);
      delete process.env["AWS_SESSION_TOKEN"];
      delete process.env["GH_TOKEN"];
      expect(result!.output).to.equal("/hush too");
    });
  });

  it("fails with any exit code other than 0", async () => {
    const [result] = await run("echo no; exit 3");
    expect(result).to.include({ ok: false, reason: "exit code 3", output: "no" });
  });

  it("fails if it does not exist", async () => {
    const [result] = await run("no-such-command-here");
    expect(result).to.include({ ok: false, reason: "exit code 127" });
  });

  it("fails on a timeout, which also ends what it had started", async () => {
    const folder = await mkdtemp(join(tmpdir(), "command-"));
    const marker = join(folder, "alive");
    const going = `for turn in $(seq 100); do touch ${marker}; sleep 0.1; done`;
    const [result] = await run(`(${going}) > /dev/null 2>&1 & echo started; wait`, 1);
    expect(result).to.include({ ok: false, reason: "timed out after 1 s", output: "started" });
    await rm(marker);
    await delay(1000);
    expect(existsSync(marker)).to.equal(false);
    await rm(folder, { recursive: true });
  });

  it("ends the command when the deployer is stopped", async () => {
    const stop = new AbortController();
    const running = runCommand(input("sleep 30"), tmpdir(), stop.signal);
    setTimeout(() => stop.abort(new Error("stopped")), 100);
    let thrown: unknown;
    await running.catch((error: unknown) => (thrown = error));
    expect((thrown as Error).message).to.equal("stopped");
  });
});

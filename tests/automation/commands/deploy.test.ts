import { expect } from "chai";
import { deploy, toCommandResult } from "../../../automation/commands/deploy";
import { plan } from "../../../automation/commands/plan";
import type { ReleaseResult } from "../../../automation/runbook/result";
import type { Run } from "../../../automation/runbook/run";
import type { DeployError } from "../../../automation/world/errors";
import { api, imageOf, options, serving } from "./servingWorld";

describe("a definition from before a setting was added", () => {
  it("does not differ by the setting's default, for a release any less than for `status`", async () => {
    const { release, fleet } = await serving({ users: api });
    delete (fleet().settings as Record<string, unknown>)["readonlyRootFilesystem"];
    const { json } = await release([imageOf("1")], { onlyChanged: true });
    expect(json).to.include({ outcome: "unchanged" });
    const refusal = await release([imageOf("1")]).catch((error: unknown) => error);
    expect((refusal as DeployError).found).to.match(/^nothing to release: users is already/);
  });
});

describe("a release of nothing", () => {
  it("names the sizes and bounds that wait for an `up`", async () => {
    const { release, edit, environment } = await serving({ users: api, matching: api });
    const { services } = environment().inventory;
    const bounds = { min: 2, max: 6, target: { cpuPercent: 60 } };
    Object.assign(services["matching"]!, { scaled: true, size: bounds });
    edit("users", { ...api, size: 3 });
    edit("matching", { ...api, size: { ...bounds, max: 8 } });
    const { text, json } = await release([imageOf("1")], { onlyChanged: true });
    expect(text.split("\n")).to.deep.equal([
      "nothing to release in dev: every image is already in production, with these settings",
      "applied by `bluegreen up --stack dev`, no release needed:",
      "  size of users: 2 -> 3",
      "  size of matching: 2 to 6 at 60 % CPU -> 2 to 8 at 60 % CPU",
    ]);
    expect(json).to.deep.include({
      sizes: {
        users: { from: 2, to: 3 },
        matching: { from: bounds, to: { ...bounds, max: 8 } },
      },
    });
    Object.assign(services["users"]!, { scaled: true, size: bounds });
    edit("users", { ...api, size: { ...bounds, max: 8 } });
    const refusal = await release([imageOf("1")]).catch((error: unknown) => error as DeployError);
    expect(refusal).to.include({
      found:
        "nothing to release: users is already in production with this image and these settings, " +
        "and the size of users needs no release",
      next: "apply it: bluegreen up --stack dev",
    });
  });
});

describe("a plan of nothing to release", () => {
  it("shows what `up` changes at once all the same", async () => {
    const { ports, run, edit } = await serving({ users: api });
    edit("users", { ...api, size: 3 });
    const target = (maxCapacity: number) => ({
      ...{ type: "aws:appautoscaling/target:Target", replaced: false, retained: false },
      inputs: { maxCapacity },
    });
    const urn = "urn:pulumi:dev::p::aws:appautoscaling/target:Target::users-blue";
    ports.stack.preview = () =>
      Promise.resolve({
        recorded: new Map([[urn, target(6)]]),
        planned: new Map([[urn, target(8)]]),
      });
    const ask = { ...options, image: [imageOf("1")], onlyChanged: true, markdown: false };
    const { text, json } = await plan(run(), ask);
    expect(text.split("\n")).to.deep.equal([
      "nothing to release in dev: every image is already in production, with these settings",
      "applied by `bluegreen up --stack dev`, no release needed:",
      "  size of users: 2 -> 3",
      "  ~ users-blue (aws:appautoscaling/target:Target) [maxCapacity]",
    ]);
    expect(json).to.deep.include({ outcome: "unchanged", sizes: { users: { from: 2, to: 3 } } });
    const summaries: string[] = [];
    const comment = await plan(run(), { ...ask, markdown: true }, (one) => summaries.push(one));
    expect(comment.text).to.equal(`<!-- bluegreen:plan dev -->\n${text}`);
    expect(summaries).to.deep.equal([comment.text]);
  });
});

describe("a plan of a release", () => {
  it("is summed up by the comment of a pull request", async () => {
    const { run, edit } = await serving({ users: api });
    edit("users", { ...api, environment: { A: "b" } });
    const summaries: string[] = [];
    const ask = { ...options, image: [imageOf("2")] };
    const comment = (await plan(run(), { ...ask, markdown: true })).text;
    await plan(run(), { ...ask, markdown: false }, (one) => summaries.push(one));
    expect(comment).to.include("| `environment.A` | not set | `b` |");
    expect(summaries).to.deep.equal([comment]);
  });

  it("shows no passwords in variables, and none that a hook is given", async () => {
    const { run, edit } = await serving({ users: api });
    const hooks = { beforeSwitch: { command: ["migrate", "--password=canary-of-a-hook"] } };
    const environment = { A: "b", DB_PASSWORD: "canary-of-a-password" };
    edit("users", { ...api, environment, hooks });
    const summaries: string[] = [];
    const ask = { ...options, image: [imageOf("2")] };
    const summarize = (one: string) => void summaries.push(one);
    const comment = await plan(run(), { ...ask, markdown: true }, summarize);
    const { text, json } = await plan(run(), { ...ask, markdown: false }, summarize);
    expect(comment.text).to.include("| `environment.DB_PASSWORD` | not set | `***` |");
    expect(text).to.include("  environment.DB_PASSWORD: not set -> ***");
    expect(text).to.include("migrate --password=***");
    for (const shown of [comment.text, text, JSON.stringify(json), ...summaries]) {
      expect(shown).to.not.include("canary-of");
    }
  });

  it("tags no image, as the release itself does", async () => {
    const { ports, run } = await serving({ users: api });
    const uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/bluegreen/dev/users";
    const image = `${uri}@sha256:${"2".repeat(64)}`;
    const kept: unknown[] = [];
    ports.imageKeeper = { keep: (...asked) => Promise.resolve(void kept.push(asked)) };
    const ask = { ...options, image: [image], markdown: false };
    expect((await plan(run(), ask)).json).to.include({ ok: true });
    expect(kept).to.deep.equal([]);
    expect((await deploy(run(), ask)).exitCode).to.equal(0);
    expect(kept).to.deep.equal([[uri, "bluegreen/dev", [`sha256:${"2".repeat(64)}`]]]);
  });
});

describe("images that fit no services", () => {
  it("are refused before the stack is read", async () => {
    const { ports, run } = await serving({ users: api });
    ports.stack.read = () => expect.fail("it was read");
    const image = [imageOf("1"), imageOf("2")];
    for (const command of [deploy, plan]) {
      const refusal = await command(run(), { ...options, image, markdown: false }).catch(
        (error: unknown) => error as DeployError,
      );
      expect(refusal).to.include({
        kind: "refused",
        found: "found 1 --service and 2 --image; each service needs one image",
      });
    }
  });
});

describe("a release that an alarm could not stop", () => {
  it("says so in its result, where the alarm was on before it and never OK", async () => {
    const { ports, release } = await serving({
      users: { errorAlarmPercent: 0, alarms: ["errors"] },
    });
    const warnings: string[] = [];
    ports.reporter.warn = (text) => void warnings.push(text);
    ports.observer.alarms = () =>
      Promise.resolve([{ name: "errors", state: "ALARM", reason: "5 of 10", sinceMs: 1 }]);
    const { exitCode, text, json } = await release([imageOf("2")]);
    expect(exitCode).to.equal(0);
    expect((json as ReleaseResult).ignoredAlarms).to.deep.equal(["errors"]);
    expect(text.split("\n").at(-1)).to.equal(
      "alarm errors has been in ALARM since before this release, so it could not stop it",
    );
    expect(warnings).to.deep.equal([
      "alarm errors was already in ALARM before this release, and can't stop it until it has been OK again: 5 of 10",
    ]);
  });
});

describe("a release that was rolled back after its switch began", () => {
  const ended = async (color: "blue" | null) => {
    const result = {
      ...{ ok: false, outcome: "rolledBack", release: "r-1", returned: true, drainSeconds: 90 },
      services: { users: { color, image: null, digest: color && "sha256:1", size: 0 } },
      ...{
        reasons: ["the alarm is in ALARM"],
        longRequests: {},
        ignoredAlarms: [],
        compared: [],
        warmed: [],
        canary: [],
      },
    };
    const action = () => Promise.resolve(result as unknown as ReleaseResult);
    return (await toCommandResult({} as Run, action)).text.split("\n")[0];
  };

  it("says what serves again, or that nothing does after a first one", async () => {
    expect(await ended("blue")).to.equal(
      "release r-1 was rolled back; production is back on the previous version, clients drained for 90.0 s; " +
        "the candidate may have served some requests",
    );
    expect(await ended(null)).to.equal(
      "release r-1 was rolled back; no version is serving, as before this release, clients drained for 90.0 s; " +
        "the candidate may have served some requests",
    );
  });
});

import { expect } from "chai";
import type { Session } from "../../../automation/commands/session";
import { upgrade } from "../../../automation/commands/upgrade";
import { QuestionFailed, refused } from "../../../automation/world/errors";
import type { PlannedResource, Preview, Stack } from "../../../automation/world/ports";
import { refusalOf } from "../../support/refusalOf";
import { calmWorld } from "../course/calmWorld";
import { projectDouble } from "./projectDouble";

const check = { cwd: "", json: false, check: true };
const topic = "urn:pulumi:dev::bluegreen::aws:sns/topic:Topic::alarms";
const one = (inputs: object, replaced = false): PlannedResource => ({
  ...{ type: "aws:sns/topic:Topic", inputs: { ...inputs }, retained: false, replaced },
});

/** A project whose stacks preview what is given; an error: it fails with that. */
function projectOf(
  previews: Record<string, Preview | Error>,
  edit: (stack: Stack) => void = () => undefined,
) {
  const ups: string[] = [];
  const unusable = new Map([
    ["pr-7", refused("there is no Pulumi.pr-7.yaml", "restore it")],
    [
      "typo",
      refused(
        "the settings in Pulumi.typo.yaml have 1 problem",
        "fix the settings and run the command again",
        ["`domian` is not a setting"],
      ),
    ],
    ["detour", refused("`environment` in Pulumi.detour.yaml is not supported", "remove it")],
  ]);
  const { project } = projectDouble({
    stacks: {
      ...Object.fromEntries(Object.keys(previews).map((name) => [name, {}])),
      new: undefined,
    },
    files: { dev: "", prod: "", typo: "", detour: "" },
    open: (name) => {
      const { ports } = calmWorld({ users: {} });
      const stack: Stack = { ...ports.stack, name };
      const answer = previews[name]!;
      stack.preview = () =>
        answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      stack.apply = () => Promise.reject(new Error(`it changed ${name}: ${ups.push(name)}`));
      edit(stack);
      return Promise.resolve({ stack, unreadable: unusable.get(name) ?? null } as Session);
    },
  });
  return { project, ups };
}

const nothing: Preview = { recorded: new Map(), planned: new Map() };
const renamed: Preview = {
  recorded: new Map([[topic, one({ name: "a" })]]),
  planned: new Map([[topic, one({ name: "b" }, true)]]),
};

describe("`bluegreen upgrade --check`", () => {
  it("previews every environment that had an `up`, and changes none", async () => {
    const { project, ups } = projectOf({ dev: renamed, prod: nothing, "pr-7": nothing });
    const { text, json, exitCode } = await upgrade(project, check);
    expect(text.split("\n")).to.deep.equal([
      "✔ dev: 1 change; nothing that serves is replaced or deleted",
      "  ± alarms (aws:sns/topic:Topic) [name]",
      "✔ prod: no changes",
      "✔ pr-7: no changes (by the settings of its last `up`)",
    ]);
    expect(json).to.deep.include({ ok: true });
    expect([exitCode, ups]).to.deep.equal([0, []]);
  });

  it("goes on after one that would be refused, and ends with 2", async () => {
    const replaced = refused("this `up` would replace or delete what serves", "undo it", [
      "users-blue (aws:lb/loadBalancer:LoadBalancer) would be replaced",
    ]);
    const broken = new QuestionFailed("Pulumi failed before it changed anything", [
      "no such plugin",
    ]);
    const { project } = projectOf({ dev: replaced, test: broken, prod: nothing });
    const { text, json, exitCode } = await upgrade(project, check);
    expect(text.split("\n")).to.deep.equal([
      "✘ dev: this `up` would replace or delete what serves",
      "  users-blue (aws:lb/loadBalancer:LoadBalancer) would be replaced",
      "  next: undo it",
      "✘ test: Pulumi failed before it changed anything",
      "  no such plugin",
      "  next: fix the cause, then: bluegreen upgrade --check",
      "✔ prod: no changes",
    ]);
    expect(json).to.deep.include({ ok: false });
    expect(exitCode).to.equal(2);
  });

  it("refuses a settings file that this version can't read, since the next `up` would", async () => {
    const { project } = projectOf({ typo: nothing, detour: nothing, prod: nothing });
    const { text, json, exitCode } = await upgrade(project, check);
    expect(text.split("\n")).to.deep.equal([
      "✘ typo: the settings in Pulumi.typo.yaml have 1 problem",
      "  `domian` is not a setting",
      "  next: fix the settings; then: bluegreen upgrade --check",
      "✘ detour: `environment` in Pulumi.detour.yaml is not supported",
      "  next: remove it; then: bluegreen upgrade --check",
      "✔ prod: no changes",
    ]);
    expect(json).to.deep.include({ ok: false });
    expect(exitCode).to.equal(2);
  });

  it("says where a release is in progress", async () => {
    const { project } = projectOf({ dev: nothing }, (stack) => {
      const look = stack.look.bind(stack);
      stack.look = async () => {
        const looked = await look();
        const current = { id: "r-7", phase: "staged" } as never;
        const release = { ...looked.deployed.release!, current };
        return { ...looked, deployed: { ...looked.deployed, release } };
      };
    });
    const { text, exitCode } = await upgrade(project, check);
    expect(text.split("\n")).to.deep.equal([
      "✘ dev: release r-7 is in progress (phase staged), which this version can resume; the `up` after it is not checked yet",
      "  next: end the release, or wait for it (bluegreen status --stack dev); then: bluegreen upgrade --check",
    ]);
    expect(exitCode).to.equal(2);
  });

  it("says of which environment no `up` has succeeded", async () => {
    const { project } = projectOf({ dev: nothing }, (stack) => {
      const look = stack.look.bind(stack);
      stack.look = async () => {
        const { engine, deployed } = await look();
        return { engine, deployed: { ...deployed, release: undefined } };
      };
    });
    const { text, exitCode } = await upgrade(project, check);
    expect(text.split("\n")).to.deep.equal([
      "✘ dev: no `up` of this environment has succeeded, so there is nothing to compare with",
      "  next: bluegreen up --stack dev; or, if nobody needs it: bluegreen env destroy dev",
    ]);
    expect(exitCode).to.equal(2);
  });

  it("has nothing to check before the first `up`, and nothing to do without `--check`", async () => {
    const { project } = projectOf({});
    expect((await upgrade(project, check)).text).to.equal("no environment has had an `up` yet");
    const { found, next } = await refusalOf(() => upgrade(project, { ...check, check: false }));
    expect([found, next]).to.deep.equal([
      "an upgrade needs no command of its own: install the new version, and each environment gets it with its next `up`",
      "see first what that changes: bluegreen upgrade --check",
    ]);
  });
});

import { expect } from "chai";
import { leavingNothing } from "../../../automation/commands/preview";
import type { CommandResult } from "../../../automation/commands/result";
import { DeployError, exitCodes, type FailureKind } from "../../../automation/world/errors";
import { previewDown, prune } from "../../../automation/commands/previewEnd";
import { describePreview, previewInMarkdown } from "../../../automation/commands/previewMarkdown";
import {
  lookAround,
  previewName,
  refuseFullEdges,
  refuseLongBoundary,
} from "../../../automation/commands/previews";
import { slotOfName } from "../../../config/ruleSlot";
import { config, settingsOf } from "../../config/samples";
import { goldenIn } from "../../support/golden";
import { projectDouble } from "./projectDouble";
import { refusalOf } from "../../support/refusalOf";

const expectGolden = goldenIn(__dirname);
const options = { cwd: "", json: false };
const now = Date.parse("2026-01-31T12:00:00Z");

const stacks = () => ({
  dev: { domain: "dev.example.com" },
  "pr-1": { foundation: "dev", expiresAt: "2026-01-31T11:59:59Z", services: {} },
  "pr-2": { foundation: "dev", expiresAt: "2026-01-31T12:00:00Z", services: {} },
  "pr-3": { foundation: "dev", expiresAt: "2026-01-31T12:00:01Z", services: {} },
  "pr-4": undefined,
  "pr-x": { expiresAt: "2020-01-01T00:00:00Z" },
});

describe("preview prune", () => {
  it("destroys what has expired, to the second, and nothing else", async () => {
    const { project, destroyed } = projectDouble({ stacks: stacks(), nowMs: now });
    const { text, exitCode } = await prune(project, { ...options, dryRun: false });
    expect({ destroyed, exitCode }).to.deep.equal({ destroyed: ["pr-1", "pr-2"], exitCode: 0 });
    expect(text).to.equal(
      "destroyed pr-1 (2026-01-31T11:59:59Z), pr-2 (2026-01-31T12:00:00Z)\n" +
        "kept pr-3 (2026-01-31T12:00:01Z), pr-4 (no expiry)",
    );
  });

  it("only reports with --dry-run", async () => {
    const { project, destroyed } = projectDouble({ stacks: stacks(), nowMs: now });
    const { text } = await prune(project, { ...options, dryRun: true });
    expect(destroyed).to.deep.equal([]);
    expect(text).to.match(/^would destroy pr-1 .*, pr-2 /);
  });

  it("continues after a failure, and reports it in the end", async () => {
    const stuck = { "pr-1": "held by another" };
    const { project, destroyed } = projectDouble({ stacks: stacks(), nowMs: now, stuck });
    const error = await refusalOf(() => prune(project, { ...options, dryRun: false }));
    expect(destroyed).to.deep.equal(["pr-2"]);
    expect(error).to.include({
      kind: "stoppedMidway",
      found: "1 of 2 expired previews were only partly deleted",
    });
    expect(error.reasons).to.deep.equal(["pr-1: held by another; fix it"]);
  });
});

describe("preview down", () => {
  it("destroys the preview, and succeeds if there is none", async () => {
    const { project, destroyed } = projectDouble({ stacks: stacks() });
    const down = async (pr: string) => (await previewDown(project, { ...options, pr })).text;
    expect([await down("3"), await down("3")]).to.deep.equal([
      "destroyed pr-3",
      "pr-3 does not exist; nothing to do",
    ]);
    expect(destroyed).to.deep.equal(["pr-3"]);
  });
});

describe("a preview among others", () => {
  const settings = settingsOf(config({ users: {}, matching: { ruleSlot: 17 } }));
  const from = { from: "dev", settings };

  it("avoids the rule slots of its environment and of other previews", async () => {
    const { project } = projectDouble({
      stacks: {
        "pr-7": { foundation: "dev", services: { users: { ruleSlot: 5 }, gone: { ruleSlot: 6 } } },
        "pr-8": { foundation: "dev", services: '{"users":{"ruleSlot":99}}' },
        "pr-9": { foundation: "other", services: { users: { ruleSlot: 100 } } },
      },
    });
    const { wasUp, services, takenSlots } = await lookAround(project, "pr-7", from);
    expect({ wasUp, services }).to.deep.equal({ wasUp: true, services: ["users"] });
    expect([...takenSlots]).to.have.members([slotOfName("users"), 17, 99]);
  });

  it("is refused when the listeners have no room for its rules", async () => {
    const slots = (count: number) => new Set(Array.from({ length: count }, (_, slot) => slot));
    const around = (count: number) => ({ wasUp: false, services: [], takenSlots: slots(count) });
    expect(() => refuseFullEdges(from, around(23), 2)).to.not.throw();
    const error = await refusalOf(() => refuseFullEdges(from, around(24), 2));
    expect(error.found).to.equal(
      "the load balancers of dev would need 104 rules each, but the quota is 100",
    );
    const raised = settingsOf({ ...config(), quotas: { rulesPerLoadBalancer: 104 } });
    expect(() => refuseFullEdges({ from: "dev", settings: raised }, around(24), 2)).to.not.throw();
  });

  it("is named after the number of its pull request only", async () => {
    expect(previewName("7")).to.equal("pr-7");
    for (const odd of ["0", "07", "-1", "7a", ""]) {
      const { found } = await refusalOf(() => previewName(odd));
      expect(found).to.equal(`--pr ${odd} is not a pull request number`);
    }
  });
});

describe("a preview as Markdown", () => {
  const facts = {
    ...{ name: "pr-7", from: "dev", after: "up" as const, expiresAt: "2026-01-31T12:00:00Z" },
    urls: {
      users: "https://users-pr-7.dev.example.com",
      matching: "https://matching-pr-7.dev.example.com",
    },
    images: { users: "registry/bluegreen/dev/users:pr-7-1a2b3c4" },
    ...{ outcome: "done" as const, reasons: [] },
  };
  const reasons = ["the candidate failed its tests", "GET /health: expected 200\nnot found"];
  const rolledBack = { ...facts, outcome: "rolledBack" as const, reasons };

  it("has its URLs, behind a marker for CI", () => {
    expectGolden("preview.md", previewInMarkdown(facts));
  });

  it("says why a release was rolled back", () => {
    expectGolden("preview-rolled-back.md", previewInMarkdown(rolledBack));
    expect(describePreview(rolledBack).split("\n")).to.deep.equal([
      "pr-7 is up until 2026-01-31T12:00:00Z",
      "  https://users-pr-7.dev.example.com",
      "  https://matching-pr-7.dev.example.com",
      "The release was rolled back:",
      "  - the candidate failed its tests",
      "  - GET /health: expected 200",
      "      not found",
    ]);
  });

  it("has neither URLs nor an expiry when it was deleted", () => {
    const deleted = { ...rolledBack, after: "deleted" as const, expiresAt: null, urls: {} };
    expectGolden("preview-deleted.md", previewInMarkdown(deleted));
    expect(describePreview(deleted).split("\n").slice(0, 2)).to.deep.equal([
      "pr-7 did not come up and was deleted",
      "The release was rolled back:",
    ]);
    const left = { ...deleted, after: "left" as const };
    const text =
      "did not come up and could not be deleted; to delete it: bluegreen preview down --pr 7";
    expect(describePreview(left).split("\n")[0]).to.equal(`pr-7 ${text}`);
    expect(previewInMarkdown(left).split("\n").at(-1)).to.equal(`This preview ${text}.`);
  });

  it("does not take a hook that failed afterwards for a rollback", () => {
    const failed = { ...facts, reasons: ["users/afterRetire: exit code 1"] };
    expect(previewInMarkdown(failed)).to.contain(
      "**The release is done, but a hook or a worker failed:**",
    );
  });
});

describe("a preview that does not come up", () => {
  const bring = (exitCode: number) => () => Promise.resolve({ exitCode, text: "", json: {} });
  const failing = (kind: FailureKind) => () =>
    Promise.reject(new DeployError(kind, "the `up` failed", "fix it"));
  const destroyedAfter = async (
    bringUp: () => Promise<CommandResult>,
    isNew: boolean,
    stuck: Record<string, string> = {},
  ) => {
    const { project, destroyed } = projectDouble({ stacks: stacks(), stuck });
    const warnings: string[] = [];
    project.reporter.warn = (text) => warnings.push(text);
    const kind = await leavingNothing(project, "pr-3", isNew, bringUp).then(
      ({ released, after }) => `${released.exitCode}, ${after}`,
      (error: DeployError) => error.kind,
    );
    return { destroyed, kind, warnings };
  };

  it("leaves no stack behind, and still fails as it failed", async () => {
    expect(await destroyedAfter(failing("stoppedMidway"), true)).to.deep.equal({
      ...{ destroyed: ["pr-3"], kind: "stoppedMidway", warnings: [] },
    });
    expect(await destroyedAfter(bring(exitCodes.rolledBack), true)).to.deep.include({
      ...{ destroyed: ["pr-3"], kind: "3, deleted" },
    });
  });

  it("stays if it was there before, is somebody else's, or came up", async () => {
    for (const [bringUp, isNew] of [
      [failing("stoppedMidway"), false],
      [failing("held"), true],
      [bring(exitCodes.done), true],
      [bring(exitCodes.rolledBack), false],
    ] as const) {
      expect((await destroyedAfter(bringUp, isNew)).destroyed).to.deep.equal([]);
    }
  });

  it("says how to delete it if that fails as well, and is no refusal since something is left", async () => {
    const stuck = { "pr-3": "no network" };
    for (const [bringUp, expected] of [
      [failing("refused"), "stoppedMidway"],
      [bring(exitCodes.rolledBack), "3, left"],
    ] as const) {
      const { kind, warnings } = await destroyedAfter(bringUp, true, stuck);
      expect(kind).to.equal(expected);
      expect(warnings).to.deep.equal([
        "pr-3 is still there (no network); to delete it: bluegreen preview down --pr 3",
      ]);
    }
  });
});

describe("the permissions boundary of previews", () => {
  const boundary = (length: number) =>
    `arn:aws:iam::123456789012:policy/team/${"b".repeat(length)}`;

  it("is refused if IAM would not take its name", async () => {
    refuseLongBoundary("dev", undefined);
    refuseLongBoundary("dev", boundary(119));
    const { found, next } = await refusalOf(() => refuseLongBoundary("dev", boundary(120)));
    expect(found).to.match(/whose name has 129 characters; IAM allows 128$/);
    expect(next).to.equal("give dev a boundary whose name has at most 119 characters");
  });
});

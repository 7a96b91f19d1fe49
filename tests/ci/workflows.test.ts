import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { usualEnvironments } from "../../privilege/trust";
import { lint } from "./lint";
import { type Job, textOf, workflow, workflowFiles } from "./workflow";

const given = ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"];

describe("a workflow that teams copy", () => {
  it("is one of these", () => {
    expect(workflowFiles).to.have.members([
      "plan.yml",
      "preview.yml",
      "deploy.yml",
      "rollback.yml",
      "nightly.yml",
      "stale.yml",
    ]);
  });

  for (const file of workflowFiles) {
    describe(file, () => {
      const text = textOf(file);
      const { jobs, permissions, concurrency } = workflow(file);
      const each = Object.entries(jobs);

      it("passes the linter for GitHub Actions", async () => {
        expect(await lint(text)).to.deep.equal([]);
      });

      it("pins each action by the full SHA of a commit, with its version", () => {
        const uses = text.split("\n").filter((line) => line.includes("uses:"));
        // A second checkout, of the pull request's settings.
        const proposed = text.match(/path: \.pull-request/g) ?? [];
        // See reports.test.ts.
        const uploads = text.match(/uses: actions\/upload-artifact@/g) ?? [];
        expect(uses).to.have.length(each.length * 3 + proposed.length + uploads.length);
        for (const line of uses) {
          expect(line).to.match(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
        }
      });

      it("has no permissions by default, and only the needed ones in each job", () => {
        expect(permissions).to.deep.equal({});
        for (const [name, job] of each) {
          const comments = job.steps.some((step) => step.run?.includes("comment.mjs"));
          expect(job.permissions, name).to.deep.equal({
            contents: "read",
            "id-token": "write",
            ...(comments ? { "pull-requests": "write" } : {}),
          });
        }
      });

      it("puts no expression into a script, where it could inject somebody else's text", () => {
        for (const [, { steps }] of each) {
          for (const { run = "" } of steps) expect(run).to.not.contain("${{");
        }
      });

      it("restores no cache, which an earlier workflow of a pull request could have filled with code", () => {
        for (const [name, { steps }] of each) {
          const setups = steps.filter(({ uses }) => uses?.startsWith("actions/setup-node@"));
          // Otherwise the action caches by itself if package.json names its package manager.
          const without = { "node-version": 22, "package-manager-cache": false };
          expect(
            setups.map((step) => step.with),
            name,
          ).to.deep.equal([without]);
          expect(steps.filter(({ uses }) => uses?.startsWith("actions/cache"))).to.deep.equal([]);
        }
      });

      it("gives the passphrase only to the deployer, and runs no program of a pull request", () => {
        for (const [name, job] of each) {
          const [workflowEnv, jobEnv] = [workflow(file).env, job.env];
          expect({ ...workflowEnv, ...jobEnv }, name).to.not.have.any.keys(...given);
          for (const step of job.steps) {
            const isDeployer = /^\s*node bin\/bluegreen\.js/.test(step.run ?? "");
            const keys = Object.keys(step.env).filter((key) => given.includes(key));
            expect(keys, step.name ?? name).to.deep.equal(isDeployer ? given : []);
          }
        }
        if (!text.includes("pull_request:")) return;
        // `down` runs on `pull_request_target`, which checks out `main`.
        const [ofPulls = ""] = text.split(/^ {2}down:$/m);
        const checkouts = ofPulls.split("uses: actions/checkout@").slice(1);
        expect(checkouts).to.not.deep.equal([]);
        for (const checkout of checkouts) {
          expect(checkout).to.match(
            /^.+\n\s+with:\n\s+(ref: \$\{\{ github\.event\.pull_request\.base\.ref|path: \.pull-request\n)/,
          );
        }
        // Merged into main: the code of another branch is not reviewed.
        const triggers = Object.entries(workflow(file).on).filter(([on]) => on.startsWith("pull_"));
        for (const [, trigger] of triggers) {
          expect(trigger).to.deep.include({ branches: ["main"] });
        }
      });

      it("has a timeout, and is never cancelled in the middle of a change", () => {
        for (const [name, job] of each) {
          expect(job["timeout-minutes"], name).to.be.within(10, 240);
          const group = job.concurrency ?? concurrency;
          if (changes(job)) expect(group?.["cancel-in-progress"] ?? false, name).to.equal(false);
        }
      });

      it("runs only commands that exist", () => {
        const commands = each.flatMap(([, job]) => job.steps.flatMap(({ run = "" }) => named(run)));
        expect(commands).to.not.have.length(0);
        for (const command of commands) expect(known).to.include(command);
      });
    });
  }

  it(
    "deploys to prod after dev, each with its environment, one at a time; a rollback " +
      "waits for none",
    () => {
      const { dev, prod } = workflow("deploy.yml").jobs;
      expect([dev!.environment, prod!.environment]).to.deep.equal(["dev", "prod"]);
      expect(prod!.needs).to.equal("dev");
      expect([dev!.concurrency?.group, prod!.concurrency?.group]).to.deep.equal([
        "deploy-dev",
        "deploy-prod",
      ]);
      expect(workflow("rollback.yml").concurrency?.group).to.equal("rollback-${{ inputs.stack }}");
      expect(workflow("rollback.yml").jobs["rollback"]!.environment).to.equal(
        "${{ inputs.stack }}",
      );
    },
  );

  it("takes settings of one stack and images from a pull request, and no links or other files", () => {
    const taken = { "plan.yml": "$STACK", "preview.yml": "dev" };
    for (const [file, stack] of Object.entries(taken)) {
      const folder = mkdtempSync(join(tmpdir(), "bluegreen-taken-"));
      const theirs = join(folder, ".pull-request");
      mkdirSync(theirs);
      const own = stack === "$STACK" ? "prod" : stack;
      for (const name of [`Pulumi.${own}.yaml`, "Pulumi.other.yaml", "release.yaml"]) {
        writeFileSync(join(folder, name), "merged");
        writeFileSync(join(theirs, name), "proposed");
      }
      rmSync(join(theirs, "release.yaml"));
      symlinkSync("../secret", join(theirs, "release.yaml"));
      writeFileSync(join(theirs, "Pulumi.pr-7.yaml"), "proposed");
      const steps = Object.values(workflow(file).jobs).flatMap((job) => job.steps);
      const { run } = steps.find(({ name }) => name?.startsWith("Take settings"))!;
      execFileSync("bash", ["-eo", "pipefail", "-c", run!], {
        cwd: folder,
        env: { PATH: process.env["PATH"], STACK: "prod" },
      });
      const read = (name: string) => readFileSync(join(folder, name), "utf8");
      expect(readdirSync(folder)).to.have.members([`Pulumi.${own}.yaml`, "Pulumi.other.yaml"]);
      expect([read(`Pulumi.${own}.yaml`), read("Pulumi.other.yaml")], file).to.deep.equal([
        "proposed",
        "merged",
      ]);
      rmSync(folder, { recursive: true });
    }
  });

  it("deletes previews without a reviewer, and with nothing but what is on main", () => {
    const { on, jobs } = workflow("preview.yml");
    expect(Object.keys(on)).to.deep.equal(["pull_request", "pull_request_target"]);
    expect(on["pull_request"]).to.deep.include({ types: ["opened", "synchronize", "reopened"] });
    expect(on["pull_request_target"]).to.deep.include({ types: ["closed"] });
    const { up, down } = jobs;
    expect(up!.if).to.match(/^github\.event\.action != 'closed' &&/);
    expect(down!.if).to.match(/^github\.event\.action == 'closed' &&/);
    const { prune } = workflow("nightly.yml").jobs;
    expect([up!.environment, down!.environment, prune!.environment]).to.deep.equal([
      "previews",
      "previews-end",
      "previews-end",
    ]);
    expect(usualEnvironments("preview-stacks", "dev")).to.deep.equal(["previews", "previews-end"]);
    for (const { steps } of [down!, prune!]) {
      const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      expect(checkouts.map((step) => step.with)).to.deep.equal([{ "persist-credentials": false }]);
    }
  });

  it("gives pull requests from forks nothing", () => {
    for (const file of ["plan.yml", "preview.yml"]) {
      for (const [name, job] of Object.entries(workflow(file).jobs)) {
        const own = "github.event.pull_request.head.repo.full_name == github.repository";
        expect(job.if, `${file} ${name}`).to.contain(own);
      }
    }
  });

  const broken: [what: string, change: (text: string) => string, problem: RegExp][] = [
    [
      "a dependency on a job that does not exist",
      (text) => text.replace("needs: dev", "needs: test"),
      /job "test"/,
    ],
    ["an unknown key", (text) => text.replace("runs-on:", "run-on:"), /unexpected key "run-on"/],
    [
      "an unknown context",
      (text) => text.replace("secrets.PULUMI", "secret.PULUMI"),
      /undefined variable "secret"/,
    ],
    [
      "an action without a version",
      (text) => text.replace(/actions\/checkout@\S+/, "actions/checkout"),
      /specifying action "actions\/checkout" in invalid format/,
    ],
    [
      "a stranger's text in a script",
      (text) => text.replace("run: npm ci", "run: echo ${{ github.event.head_commit.message }}"),
      /potentially untrusted/,
    ],
  ];
  for (const [what, change, problem] of broken) {
    it(`would be rejected with ${what}`, async () => {
      const text = textOf("deploy.yml");
      expect(change(text)).to.not.equal(text);
      expect((await lint(change(text))).join("\n")).to.match(problem);
    });
  }
});

const known = [
  "plan",
  "deploy",
  "resume",
  "rollback",
  "up",
  "verify",
  "status",
  "preview up",
  "preview down",
  "preview prune",
];

/** The deployer's commands in a script. */
function named(run: string): string[] {
  return [...run.matchAll(/bluegreen\.js ((?:preview )?[a-z]+)/g)].map(([, command]) => command!);
}

function changes(job: Job): boolean {
  const reads = ["plan", "verify", "status"];
  return job.steps.some(({ run = "" }) => named(run).some((command) => !reads.includes(command)));
}

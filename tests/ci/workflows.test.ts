import { expect } from "chai";
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
        expect(uses).to.have.length(each.length * 3 + proposed.length);
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
        const checkouts = text.split("uses: actions/checkout@").slice(1);
        for (const checkout of checkouts) {
          expect(checkout).to.match(
            /^.+\n\s+with:\n\s+(ref: \$\{\{ github\.event\.pull_request\.base\.sha|path: \.pull-request\n)/,
          );
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
  "preview up",
  "preview down",
  "preview prune",
];

/** The deployer's commands in a script. */
function named(run: string): string[] {
  return [...run.matchAll(/bluegreen\.js ((?:preview )?[a-z]+)/g)].map(([, command]) => command!);
}

function changes(job: Job): boolean {
  const reads = ["plan", "verify"];
  return job.steps.some(({ run = "" }) => named(run).some((command) => !reads.includes(command)));
}

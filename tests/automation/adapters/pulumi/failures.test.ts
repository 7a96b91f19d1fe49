import { expect } from "chai";
import { BesideFailed } from "../../../../components/stack/beside";
import { translateFailure } from "../../../../automation/adapters/pulumi/failures";
import type { Machine } from "../../../../automation/locks/liveness";
import { DeployError, HeldByAnother, StepFailed } from "../../../../automation/world/errors";

const operation = {
  stack: "dev",
  kind: "up" as const,
  error: new Error("code: -2"),
  programError: null,
  failures: [],
  cancelled: false,
};

// As version 3.259 of the CLI prints it on stderr, which is part of the Automation API's message.
const locked = `code: -2
stdout:
stderr: error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  file:///tmp/state/.pulumi/locks/organization/bluegreen/dev/c27ca35b.json: created by root@vm (pid 6622) at 2026-11-22T16:21:42Z
`;

function deployError(error: Error): DeployError {
  expect(error).to.be.instanceOf(DeployError);
  return error as DeployError;
}

describe("a failed Pulumi operation", () => {
  it("names the holder of the lock", () => {
    const { kind, found } = deployError(
      translateFailure({ ...operation, error: new Error(locked) }),
    );
    expect(kind).to.equal("held");
    expect(translateFailure({ ...operation, error: new Error(locked) })).to.be.instanceOf(
      HeldByAnother,
    );
    expect(found).to.equal(
      "stack dev is locked by another update: root@vm (pid 6622) at 2026-11-22T16:21:42Z",
    );
  });

  it("says what to allow where the role may not list stacks", () => {
    const denied =
      "code: -2\nstdout:\nstderr: error: could not list stacks: blob (code=Unknown): AccessDenied: Access Denied\n" +
      "        status code: 403, request id: 1, host id: 2\n";
    const { kind, found, next } = deployError(
      translateFailure({ ...operation, stack: "", error: new Error(denied) }),
    );
    expect(kind).to.equal("refused");
    expect(found).to.equal(
      "this role is denied access to Pulumi's backend: could not list stacks: blob (code=Unknown): " +
        "AccessDenied: Access Denied",
    );
    expect(next).to.equal(
      "allow it `s3:ListBucket`, `s3:GetObject`, `s3:PutObject` and `s3:DeleteObject` on the backend's bucket; " +
        "what a role needs: bluegreen policy --stack <stack>",
    );
  });

  it("is the failure of a resource, where the program then lost Pulumi in the middle of a call", () => {
    const failures = ["users-blue (aws:ecs/service:Service): NotFound: it does not exist"];
    const terminating = "Resource monitor is terminating";
    const calls = [
      Object.assign(new Error(terminating), { code: 14, metadata: {} }),
      Object.assign(new Error("1 CANCELLED: call cancelled"), { code: 1, metadata: {} }),
      new Error(`failed to register new resource users [aws:iam/role:Role]: ${terminating}`),
    ];
    for (const programError of calls) {
      const translated = translateFailure({ ...operation, programError, failures });
      expect(translated).to.be.instanceOf(StepFailed);
      expect(translated).to.deep.include({ what: "the `up` failed", reasons: failures });
    }
  });

  it("is a failed step where a team's own part of the program failed in an `up`, and a refusal before it", () => {
    const found = "the function given to `programWith` failed: queue is not a function";
    const programError = new BesideFailed(found, ["at index.ts:3:5"]);
    const failed = translateFailure({ ...operation, programError });
    expect(failed).to.be.instanceOf(StepFailed);
    expect(failed).to.deep.include({ reasons: [found, "at index.ts:3:5"] });
    const refused = deployError(translateFailure({ ...operation, kind: "question", programError }));
    expect(refused).to.deep.include({ kind: "refused", found, reasons: ["at index.ts:3:5"] });
    expect(refused.next).to.equal(
      "fix the program that Pulumi.yaml names and run the command again",
    );
    const lost = new BesideFailed(found, [], new Error("x: Resource monitor is terminating"));
    const failures = ["jobs (aws:sqs/queue:Queue): QueueDenied"];
    expect(translateFailure({ ...operation, programError: lost, failures })).to.deep.include({
      reasons: failures,
    });
  });

  it("says what Pulumi needs of this machine's user", () => {
    const said = (text: string) => {
      const error = new Error(`code: -2\nstdout:\nstderr: error: ${text}\n`);
      const { kind, found, next } = deployError(translateFailure({ ...operation, error }));
      return { kind, found, next };
    };
    expect(said("mkdir /nonexistent/.pulumi: permission denied")).to.deep.equal({
      kind: "refused",
      found: "Pulumi can't create its folder /nonexistent/.pulumi: permission denied",
      next: "set `PULUMI_HOME` to a folder that this user can write to, and run the command again",
    });
    expect(said("could not create stack: user: unknown userid 54321")).to.deep.equal({
      kind: "refused",
      found:
        "Pulumi writes the name of its user into a stack's lock, but this machine has no name for user 54321",
      next: "run the command as a user that this machine knows (`id -un` prints its name)",
    });
  });

  describe("of a Pulumi process that was killed", () => {
    const error = new Error("signal: SIGKILL\ncode: -2\nstdout: \nstderr: \n");

    it("pauses the release, and does not take its own lock for somebody else's", () => {
      // What the program sees when the process that it talks to dies.
      const programError = new Error("14 UNAVAILABLE: Connection dropped");
      expect(deployError(translateFailure({ ...operation, error, programError }))).to.include({
        kind: "stoppedMidway",
        found: "Pulumi was killed (SIGKILL), possibly out of memory",
        next: "bluegreen unlock --stack dev; bluegreen resume --stack dev",
      });
    });

    it("says of the lock only what was seen", () => {
      const machine: Machine = { host: "vm", nowMs: () => 60_000, process: () => null };
      const lock = { user: "root", host: "vm", pid: 7, since: new Date(0).toISOString() };
      const found = (locks: readonly (typeof lock)[] | null) =>
        deployError(translateFailure({ ...operation, error, machine, locks })).found.split("; ")[1];
      expect(found([lock])).to.equal("the stack is still locked by root@vm (pid 7), for 60 s");
      expect(found([])).to.equal("the stack is not locked");
      expect(found(null)).to.equal("this backend does not show whether the stack is still locked");
    });

    it("was no lack of memory when it was killed on request", () => {
      const asked = { ...operation, error, cancelled: true, again: "go on" };
      expect(deployError(translateFailure(asked))).to.include({
        found: "Pulumi was killed (SIGKILL)",
        next: "bluegreen unlock --stack dev; go on",
      });
    });

    it("names only the lock while an environment is deleted", () => {
      const again = "run the command again to continue";
      const deleting = { ...operation, kind: "destroy" as const, again, error };
      expect(deployError(translateFailure(deleting))).to.include({
        kind: "stoppedMidway",
        found: "Pulumi was killed (SIGKILL), possibly out of memory",
        next: "bluegreen unlock --stack dev; run the command again to continue",
      });
    });

    it("has left no lock and changed nothing if it was only a query, such as a preview", () => {
      const asking = { ...operation, kind: "question" as const, error };
      expect(deployError(translateFailure(asking))).to.include({
        kind: "refused",
        found: "Pulumi was killed (SIGKILL), possibly out of memory",
        next: "free some memory and run the command again",
      });
    });

    it("is a stop on request if it ended by the signal that was sent to it", () => {
      const stopped = new Error("signal: SIGINT\ncode: -2\nstdout: \nstderr: \n");
      const { found } = deployError(
        translateFailure({ ...operation, error: stopped, cancelled: true }),
      );
      expect(found).to.equal("cancelled during an `up`");
    });
  });

  it("says that there is no need to wait if the lock's holder is no longer running", () => {
    const nowMs = () => Date.parse("2026-11-22T16:22:42Z");
    const found = (host: string, process: Machine["process"], more: object = {}) =>
      deployError(
        translateFailure({
          ...{ ...operation, error: new Error(locked), ...more },
          machine: { host, nowMs, process },
        }),
      );
    expect(found("vm", () => null)).to.include({
      kind: "held",
      found:
        "stack dev is locked by a Pulumi process that is no longer running: root@vm (pid 6622), for 60 s",
      next: "bluegreen unlock --stack dev; bluegreen resume --stack dev",
    });
    expect(found("vm", () => null, { afterLock: "run the command again" }).next).to.equal(
      "bluegreen unlock --stack dev; run the command again",
    );
    const waits =
      "wait until it ends; if its process is no longer running: bluegreen unlock --stack dev";
    expect(found("vm", () => ({ ageSeconds: 90 })).next).to.equal(waits);
    expect(found("other", () => null).next).to.equal(waits);
  });

  it("is recognized as a conflict that Pulumi Cloud reports", () => {
    const text = "error: [409] Conflict: Another update is currently in progress.";
    expect(deployError(translateFailure({ ...operation, error: new Error(text) })).kind).to.equal(
      "held",
    );
  });

  it("is reported as held if the program refused a stale release", () => {
    const found = "stale release: this `up` was prepared";
    const programError = Object.assign(new Error(`This \`up\` was refused: ${found}`), { found });
    const translated = deployError(translateFailure({ ...operation, programError }));
    expect(translated.kind).to.equal("held");
    expect(translated.found).to.equal(found);
  });

  it("is reported as refused for any other refusal of the program, whatever Pulumi prints", () => {
    const programError = new Error("The config of stack dev has problems:\n- `domain` is missing");
    const error = new Error(locked);
    const { kind, found } = deployError(translateFailure({ ...operation, error, programError }));
    expect(kind).to.equal("refused");
    expect(found).to.contain("`domain` is missing");
  });

  it("is not reported as a refusal for a bug in the program", () => {
    const programError = new TypeError("x is undefined");
    expect(translateFailure({ ...operation, programError })).to.equal(programError);
  });

  it("has begun no `up` when a question was cancelled", () => {
    const asked = { ...operation, kind: "question" as const, cancelled: true };
    expect(translateFailure(asked)).to.be.instanceOf(StepFailed);
    expect(translateFailure(asked).message).to.equal(
      "Pulumi failed before it changed anything: code: -2",
    );
  });

  it("is stopped midway when a `destroy` was cancelled", () => {
    const { found } = deployError(
      translateFailure({ ...operation, kind: "destroy" as const, cancelled: true }),
    );
    expect(found).to.equal("cancelled during `destroy`; some resources may already be deleted");
  });

  it("is distinguished from a cancelled one", () => {
    expect(deployError(translateFailure({ ...operation, cancelled: true })).kind).to.equal(
      "stoppedMidway",
    );
  });

  it("is refused for a stack that does not exist, without being misled by a provider's words", () => {
    const missing = new Error("error: no stack named 'dev' found");
    expect(deployError(translateFailure({ ...operation, error: missing })).kind).to.equal(
      "refused",
    );
    const provider = new Error("creating CloudFormation stack: stack x already exists");
    expect(translateFailure({ ...operation, error: provider })).to.be.instanceOf(StepFailed);
  });

  for (const [kind, found] of [
    ["up", "the `up` failed"],
    ["destroy", "the `destroy` failed"],
    ["question", "Pulumi failed before it changed anything"],
  ] as const) {
    it(`is named by what was asked of Pulumi: ${found}`, () => {
      expect(translateFailure({ ...operation, kind }).message).to.equal(`${found}: code: -2`);
    });
  }

  it("keeps the provider's words as reasons", () => {
    const failures = ["users-green (aws:ecs/service:Service): creating: AccessDenied"];
    const error = translateFailure({ ...operation, failures });
    expect(error).to.be.instanceOf(StepFailed);
    expect((error as StepFailed).reasons).to.deep.equal(failures);
  });

  it("falls back to the last lines of the output as a reason", () => {
    const text = Array.from({ length: 20 }, (_, line) => `line ${line}`).join("\n");
    const { reasons } = translateFailure({ ...operation, error: new Error(text) }) as StepFailed;
    expect(reasons).to.deep.equal([text.split("\n").slice(10).join("\n")]);
  });
});

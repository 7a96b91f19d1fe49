import { expect } from "chai";
import { DeployError } from "../../../automation/world/errors";
import { CloudRequestError } from "../../../localCloud/api/client";
import { DeployerFailed, readResult } from "../../../rehearsal/run/deployer";
import { describe as describeFailure } from "../../../rehearsal/run/failure";
import { Interrupted } from "../../../rehearsal/run/interruption";

describe("a failed rehearsal", () => {
  const failures: [Error, outcome: string, exitCode: number, text: string][] = [
    [
      new DeployError("refused", "there is no engine", "install Go", ["PATH: none"]),
      "refused",
      2,
      "error: there is no engine\n  - PATH: none\nnext: install Go",
    ],
    [
      new CloudRequestError("port 80 is in use"),
      "refused",
      2,
      "error: port 80 is in use\nnext: fix that and run `bluegreen rehearse` again",
    ],
    [
      new DeployerFailed("the first release failed", ["a check", "another"]),
      "failed",
      1,
      "error: the first release failed\n  - a check\n  - another\nnext: see the " +
        "deployer's own output above",
    ],
    [new Interrupted("stopped by SIGINT"), "interrupted", 130, "stopped by SIGINT"],
  ];
  for (const [error, outcome, exitCode, text] of failures) {
    it(`says what to do next: ${error.message}`, () => {
      expect(describeFailure(error)).to.deep.equal({
        text,
        json: { ok: false, outcome, problems: [text] },
        exitCode,
      });
    });
  }

  it("reports a bug as one", () => {
    const { text, exitCode, json } = describeFailure(new TypeError("x is not a function"));
    expect(text).to.match(/^this is a bug, please report it:\nTypeError: x is not a function/);
    expect(exitCode).to.equal(1);
    expect(json.outcome).to.equal("bug");
  });
});

describe("the deployer's result", () => {
  it("is read from its document", () => {
    const steps = [{ step: "1", name: "start", seconds: 2 }];
    const document = { ok: true, outcome: "done", steps, upSeconds: [1], drainSeconds: 7 };
    expect(readResult(JSON.stringify({ ...document, reasons: [], services: {} }))).to.deep.equal({
      ...document,
      canary: [],
      reasons: [],
    });
  });

  it("has reasons but no figures if it stopped", () => {
    const document = { ok: false, outcome: "held", found: "another deploys", reasons: ["it is x"] };
    expect(readResult(JSON.stringify({ ...document, next: "wait" }))).to.deep.equal({
      ok: false,
      outcome: "held",
      steps: [],
      upSeconds: [],
      drainSeconds: null,
      canary: [],
      reasons: ["another deploys", "it is x"],
    });
  });

  it("is missed if there is none", () => {
    expect(() => readResult("")).to.throw(DeployerFailed, "the deployer printed no result");
  });
});

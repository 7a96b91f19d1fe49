import { PassThrough } from "node:stream";
import { expect } from "chai";
import { describeFailure } from "../../../../automation/cli/console/failure";
import { fit, formatDuration } from "../../../../automation/cli/console/format";
import { settleColors } from "../../../../automation/cli/console/paint";
import { consoleReporter, type LiveStream } from "../../../../automation/cli/console/reporter";
import { DeployError } from "../../../../automation/world/errors";

function record(tty: boolean, columns = 40): { stream: LiveStream; text: () => string } {
  const stream = new PassThrough();
  return {
    stream: Object.assign(stream, { isTTY: tty, columns }),
    text: () => String((stream.read() as Buffer | null) ?? ""),
  };
}

describe("progress on the console", () => {
  it("has a line for each step's start, waits and end", () => {
    const { stream, text } = record(false);
    let nowMs = 0;
    const reporter = consoleReporter(stream, () => nowMs);
    reporter.stepStarted("1", "start users green");
    reporter.waiting("users green runs: 0 of 2", 61);
    nowMs = 4999;
    reporter.waiting("users green runs: 1 of 2", 56);
    nowMs = 5000;
    reporter.waiting("users green runs: 1 of 2", 56);
    reporter.note("a note");
    reporter.warn("a warning");
    reporter.stepEnded({ step: "1", name: "start users green", seconds: 7.21 });
    expect(text()).to.equal(
      [
        "▸ 1     start users green",
        "  …     users green runs: 0 of 2 (1 min 01 s left)",
        "  …     users green runs: 1 of 2 (56.0 s left)",
        "        a note",
        "  !     a warning",
        "✔ 1     start users green (7.2 s)",
        "",
      ].join("\n"),
    );
  });

  it("closes a failed step, and indents output of several lines", () => {
    const { stream, text } = record(false);
    const reporter = consoleReporter(stream, () => 0);
    reporter.warn("test.sh: exit code 1\nfirst\nsecond");
    reporter.stepEnded({ step: "4", name: "test users green", seconds: 2, failed: true });
    expect(text()).to.equal(
      "  !     test.sh: exit code 1\n          first\n          second\n✘ 4     test users green (2.0 s)\n",
    );
  });

  it("is in color on a terminal, and not with NO_COLOR or on a dumb one", () => {
    const said = (tty: boolean, env: NodeJS.ProcessEnv) => {
      const { stream, text } = record(tty);
      consoleReporter(stream, () => 0, env).stepEnded({ step: "4", name: "n", seconds: 2 });
      return text();
    };
    const plain = "✔ 4     n (2.0 s)\n";
    expect(said(true, {})).to.equal("\u001b[32m✔\u001b[0m 4     n (2.0 s)\n");
    expect(said(true, { NO_COLOR: "1" })).to.equal(plain);
    expect(said(true, { TERM: "dumb" })).to.equal(plain);
    expect(said(false, {})).to.equal(plain);
    expect(said(false, { FORCE_COLOR: "1" })).to.not.equal(plain);
  });

  it("rewrites one line on a terminal, cut to the terminal's width", () => {
    const { stream, text } = record(true);
    const reporter = consoleReporter(stream, () => 0, { NO_COLOR: "1" });
    reporter.waiting("first", null);
    reporter.waiting("a second wait that is longer than the window", 5);
    reporter.note("done");
    const clear = "\u001b[1G\u001b[2K";
    expect(text()).to.equal(
      `  …     first${clear}  …     a second wait that is longer t…${clear}        done\n`,
    );
  });

  it("is cut to 80 columns on a terminal that does not know its width", () => {
    const { stream, text } = record(true, 0);
    consoleReporter(stream, () => 0, { NO_COLOR: "1" }).waiting("x".repeat(100), null);
    expect(text()).to.equal(`  …     ${"x".repeat(70)}…`);
  });

  it("leaves Node.js no contradiction to warn about", () => {
    const settled = (env: NodeJS.ProcessEnv) => {
      settleColors(env);
      return env;
    };
    expect(settled({ NO_COLOR: "1", FORCE_COLOR: "1" })).to.deep.equal({ NO_COLOR: "1" });
    expect(settled({ NO_COLOR: "", FORCE_COLOR: "1" })).to.deep.equal({ FORCE_COLOR: "1" });
    expect(settled({ FORCE_COLOR: "0" })).to.deep.equal({ FORCE_COLOR: "0" });
    expect(settled({ NO_COLOR: "1" })).to.deep.equal({ NO_COLOR: "1" });
  });

  it("formats durations and cuts long lines", () => {
    expect([0, 1.04, 59.94, 59.95, 125].map(formatDuration)).to.deep.equal([
      "0.0 s",
      "1.0 s",
      "59.9 s",
      "1 min 00 s",
      "2 min 05 s",
    ]);
    expect(fit("one\n  two", 80)).to.equal("one two");
    expect(fit("abcdef", 4)).to.equal("abc…");
  });
});

describe("a failure on the console", () => {
  it("says what was found, why, and what to do next", () => {
    const error = new DeployError("held", "it is held", "wait", ["by ann"]);
    expect(describeFailure(error)).to.deep.equal({
      text: "error: it is held\n  - by ann\nnext: wait",
      exitCode: 5,
      json: { ok: false, outcome: "held", found: "it is held", reasons: ["by ann"], next: "wait" },
    });
  });

  it("indents the output that a reason quotes", () => {
    const error = new DeployError("held", "it is held", "wait", ["test.sh: exit code 1\na\nb\n"]);
    expect(describeFailure(error).text).to.equal(
      "error: it is held\n  - test.sh: exit code 1\n      a\n      b\nnext: wait",
    );
  });

  it("is called a bug, with its stack, when it is not an expected one", () => {
    const { text, exitCode } = describeFailure(new TypeError("x is undefined"));
    expect(exitCode).to.equal(1);
    expect(text).to.match(/^this is a bug, please report it:\nTypeError: x is undefined\n {4}at /);
  });
});

import { expect } from "chai";
import type { CommandResult } from "../../../automation/commands/result";
import { watched } from "../../../automation/commands/watch";
import { refused, Stopped } from "../../../automation/world/errors";
import { refusalOf } from "../../support/refusalOf";

const result = (text: string): CommandResult => ({ text, json: { text }, exitCode: 0 });

/** Looks with these outcomes; then somebody presses Ctrl-C. */
async function watching(asJson: boolean, ...outcomes: (CommandResult | Error)[]) {
  const [shown, printed, slept]: [string[], object[], number[]] = [[], [], []];
  const ended = await watched(
    () => {
      const next = outcomes.shift()!;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    {
      asJson,
      screen: { show: (text) => shown.push(text), print: (json) => printed.push(json) },
      clock: {
        sleep: (ms) => {
          slept.push(ms);
          return outcomes.length > 0 ? Promise.resolve() : Promise.reject(new Stopped("stopped"));
        },
      },
    },
  );
  return { shown, printed, slept, ended };
}

describe("`status --watch`", () => {
  it("shows each look until Ctrl-C, and ends well", async () => {
    const { shown, printed, slept, ended } = await watching(false, result("one"), result("two"));
    expect(shown).to.deep.equal(["one", "two"]);
    expect(printed).to.deep.equal([]);
    expect(slept).to.deep.equal([3000, 3000]);
    expect(ended).to.deep.equal({ json: {}, text: "", exitCode: 0, printed: true });
  });

  it("prints a document a line with `--json`", async () => {
    const { shown, printed } = await watching(true, result("one"), result("two"));
    expect(printed).to.deep.equal([{ text: "one" }, { text: "two" }]);
    expect(shown).to.deep.equal([]);
  });

  it("shows a look that failed, and goes on", async () => {
    const failure = refused("AWS did not answer", "bluegreen status --stack dev", ["timeout"]);
    const { shown } = await watching(false, result("one"), failure, result("two"));
    expect(shown[1]).to.equal(
      "AWS did not answer\n  - timeout\nnext: bluegreen status --stack dev",
    );
    expect(shown[2]).to.equal("two");
  });

  it("fails when the first look does, and at once for a bug", async () => {
    const failure = refused("there is no environment", "bluegreen up --stack dev");
    expect(await refusalOf(() => watching(false, failure))).to.equal(failure);
    const bug = new TypeError("bug");
    const thrown: unknown = await watching(false, result("one"), bug).catch((one: unknown) => one);
    expect(thrown).to.equal(bug);
  });
});

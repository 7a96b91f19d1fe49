import { expect } from "chai";
import { courses } from "../../../automation/course/course";
import { exitCodes } from "../../../automation/course/exitCodes";
import { explanations } from "../../../automation/course/explain";
import {
  find,
  inMarkdown,
  inText,
  meant,
  unmistakable,
} from "../../../automation/course/explained";
import { phaseWords } from "../../../automation/course/phases";

const names = (words: string) => find(words).map(({ kind, name }) => `${kind} ${name}`);

function textOf(words: string, label: string): string | undefined {
  return find(words)[0]!.lines.find((line) => line.label === label)?.text;
}

describe("what `explain` and the runbook print", () => {
  it("has every phase, every step of every course and every exit code, once", () => {
    const steps = Object.values(courses).flatMap((course) => course.map(({ id }) => id));
    expect(explanations().map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal([
      "phase idle",
      ...Object.keys(phaseWords).map((phase) => `phase ${phase}`),
      ...[...new Set(steps)].map((id) => `step ${id}`),
      ...Object.values(exitCodes).map((code) => `exit ${code}`),
    ]);
  });

  it("is found by number as a step and as an exit code, unless the kind is named", () => {
    expect(names("5")).to.deep.equal(["step 5", "exit 5"]);
    expect(names("exit 5")).to.deep.equal(["exit 5"]);
    expect(names("exit-5")).to.deep.equal(["exit 5"]);
    expect(names("exit code 5")).to.deep.equal(["exit 5"]);
    expect(names("Step 5")).to.deep.equal(["step 5"]);
    expect(names("phase staged")).to.deep.equal(["phase staged"]);
  });

  it("is found by synonyms and in any letter case", () => {
    expect(names("switch")).to.deep.equal(["step 5"]);
    expect(names("test  name")).to.deep.equal(["step 3"]);
    expect(names("AFTERSWITCH")).to.deep.equal(["step afterSwitch"]);
    expect(names("rolled back")).to.deep.equal(["exit 3"]);
    expect(names("stoppedMidway")).to.deep.equal(["exit 4"]);
  });

  it("is found by each name that it lists", () => {
    for (const explanation of explanations()) {
      expect(find(unmistakable(explanation))).to.deep.equal([explanation]);
    }
  });

  it("suggests a known word only if one is similar", () => {
    expect(names("stagd")).to.deep.equal([]);
    expect(meant("stagd")).to.equal("staged");
    expect(meant("beforeswich")).to.equal("beforeSwitch");
    expect(meant("gravitation")).to.equal(undefined);
  });

  it("describes failures as the course handles them", () => {
    const rolls = "Production rolls back to the old fleet by itself, then the candidate stops;";
    const pauses =
      "The release pauses, and what runs keeps running; exit code 4. Fix the cause, then `resume`.";
    expect(textOf("step 0", "If it fails")).to.equal(
      "The command ends, and nothing has changed; exit code 2.",
    );
    expect(textOf("step 4", "If it fails")).to.equal(
      "The candidate stops; production was never touched; exit code 3.",
    );
    expect(textOf("step canary", "If it fails")).to.equal(`${rolls} exit code 3.`);
    expect(textOf("step canary", "If the wait fails")).to.equal(
      "Both load balancers forward everything to the old fleet, and the candidate stops; exit code 3.",
    );
    expect(textOf("step 5", "If it fails")).to.equal(`${rolls} exit code 3.`);
    expect(textOf("step 5", "If the wait fails")).to.equal(pauses);
    expect(textOf("work", "If it fails")).to.equal(
      `${rolls} exit code 3. Once the old fleet has begun to stop, the failure is reported, and the release goes on; exit code 6.`,
    );
    expect(textOf("work", "When rolling back")).to.equal(
      "The failure is reported, and the rollback goes on; exit code 3.",
    );
    expect(textOf("drain", "When rolling back")).to.equal(pauses);
    expect(textOf("undo", "If it fails")).to.equal(pauses);
    expect(textOf("afterRetire", "If it fails")).to.equal(
      "The failure is reported, and the release goes on; exit code 6.",
    );
  });

  it("says what a phase waits for, and which steps follow", () => {
    expect(textOf("returning", "It waits until")).to.equal(
      "Every authoritative server answers the old load balancer for production's names.",
    );
    expect(textOf("returning", "Then")).to.equal("`handover`, `work`, `drain`, `undo`.");
    expect(textOf("retired", "Then")).to.equal("`afterRetire`, `close`.");
  });

  it("fits a terminal of 80 columns, in the runbook too", () => {
    const longest = (text: string) => Math.max(...text.split("\n").map(({ length }) => length));
    for (const explanation of explanations()) {
      expect(longest(inText(explanation, "prod")), explanation.name).to.be.at.most(80);
      expect(longest(inMarkdown(explanation)), explanation.name).to.be.at.most(80);
    }
  });

  it("fills the stack into everything that can be pasted", () => {
    const all = explanations().map((explanation) => inText(explanation, "prod"));
    expect(all.join("\n")).to.not.include("<stack>");
    expect(inText(find("staged")[0]!)).to.include("\n  bluegreen resume --stack <stack>\n");
  });
});

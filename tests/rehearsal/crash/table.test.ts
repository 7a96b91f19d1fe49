import { expect } from "chai";
import { matrixTable, progressLine } from "../../../rehearsal/crash/table";
import { row } from "./exampleRow";

const cut = row({
  point: "new-target-dies-in-drain",
  phase: "switched",
  killed: "nobody",
  way: [],
  unlocked: false,
  failed: 1,
  cut: 1,
});
const wrong = row({
  end: "midway",
  failed: 2,
  problems: ["it ended midway, expected done", "2 of 9 requests of ttl clients failed"],
});

describe("a matrix in words", () => {
  it("reports each row when it ends", () => {
    expect(progressLine(row(), 0, 64)).to.equal(
      "✔ 1/64 switch-record-during, deployer and Pulumi killed, lock released, resume: " +
        "done, 0 of 12,345 failed, 4 events, 31.3 s",
    );
    expect(progressLine(cut, 1, 64)).to.equal(
      "✔ 2/64 new-target-dies-in-drain: done, 1 of 12,345 failed (1 cut), 4 events, 31.3 s",
    );
    expect(
      progressLine(row({ ...cut, point: "receiver-hangs", waitedSeconds: 3.14 }), 2, 64),
    ).to.match(/, 4 events, waited 3\.1 s for the receiver, 31\.3 s$/);
    expect(progressLine(wrong, 2, 64).split("\n").slice(1)).to.deep.equal([
      "    it ended midway, expected done",
      "    2 of 9 requests of ttl clients failed",
    ]);
  });

  it("ends with a table, totals, and what is wrong", () => {
    expect(matrixTable([row(), { ...cut, waitedSeconds: 3.14 }, wrong]).split("\n")).to.deep.equal([
      "point                      phase      killed                then             end      requests      failed   events   waited   seconds",
      "switch-record-during       staged     deployer and Pulumi   unlock, resume   " +
        "done       12,345           0        4        -      31.3",
      "new-target-dies-in-drain   switched   nobody                -                done       12,345   1 (1 cut)        4      3.1      31.3",
      "switch-record-during       staged     deployer and Pulumi   unlock, resume   " +
        "midway     12,345           2        4        -      31.3",
      "",
      "3 rows, 1 with problems; 37,035 requests, 3 failed, 93.8 s",
      "switch-record-during: it ended midway, expected done",
      "switch-record-during: 2 of 9 requests of ttl clients failed",
    ]);
  });
});

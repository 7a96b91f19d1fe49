import { expect } from "chai";
import { onceFree, requireRevision } from "../../../../automation/adapters/pulumi/onceFree";
import { DeployError, HeldByAnother } from "../../../../automation/world/errors";

const quick = { seconds: 10, everyMs: 1 };

describe("An `up` that another one keeps waiting", () => {
  /** Held once; `revision` is what the other one leaves deployed. */
  async function heldOnce(revision: number) {
    const notes: string[] = [];
    let ups = 0;
    const options = {
      signal: new AbortController().signal,
      onNote: (note: string) => void notes.push(note),
    };
    const up = () => {
      ups += 1;
      return ups === 1
        ? Promise.reject(new HeldByAnother("held", "stack dev is locked", "wait"))
        : Promise.resolve("applied");
    };
    const unchanged = () =>
      Promise.resolve().then(() => requireRevision("dev", { revision: 7 }, { revision }));
    const result = await onceFree(options, up, unchanged, quick).catch((error: unknown) => error);
    return { result, ups, notes };
  }

  it("runs once the stack is free and its revision is still deployed", async () => {
    const { result, ups, notes } = await heldOnce(7);
    expect({ result, ups }).to.deep.equal({ result: "applied", ups: 2 });
    expect(notes).to.deep.equal(["stack dev is locked; trying again"]);
  });

  it("does not start, and so disturbs nobody, if the release has changed meanwhile", async () => {
    const { result, ups } = await heldOnce(8);
    expect(ups).to.equal(1);
    expect(result)
      .to.be.instanceOf(DeployError)
      .and.include({
        kind: "held",
        found:
          "stale release: this `up` was prepared for revision 7, but revision 8 is deployed: " +
          "another update has changed the release state. Nothing was changed",
        next: "bluegreen status --stack dev",
      });
  });
});

import { expect } from "chai";
import { history } from "../../../automation/commands/history";
import { releasesOf } from "../../../automation/history/releases";
import type { ReleaseState } from "../../../release/state";
import { update, wanted } from "./updates";

describe("the history of a release whose end is not in it", () => {
  it("shows no release as in progress that is not the recorded one: its last `up` was killed", () => {
    const switched = [update("switch", 20), update("stage", 0)];
    expect(releasesOf(switched, "r-1")[0]).to.include({ result: "underWay" });
    expect(releasesOf(switched, null)[0]).to.include({ result: "done", endedAt: null });
    expect(releasesOf([update("stage", 0)], "r-2")[0]).to.include({ result: "rolledBack" });
    const returned = [update("return", 40), ...switched];
    expect(releasesOf(returned, null)[0]).to.include({ result: "rolledBack" });
  });

  it("shows a release as in progress while its first `up` runs, which records it only at its end", () => {
    const running = { result: "in-progress" as const, endedMs: null };
    expect(releasesOf([update("stage", 0, running)], null)[0]).to.include({ result: "underWay" });
    const killed = update("stage", 0, { result: "failed" });
    expect(releasesOf([killed], null)[0]).to.include({ result: "rolledBack" });
  });

  it("recognizes a decommission that was killed after it was recorded by what came after it", () => {
    const leaving = wanted("staged");
    leaving.current!.leaves = true;
    const ended = (activeColor: "blue" | null): ReleaseState => ({
      ...leaving,
      services: { users: { ...leaving.services["users"]!, activeColor } },
      current: null,
    });
    const results = ([null, "blue"] as const).map((activeColor) => {
      const retire = update("retire", 90, { wanted: ended(activeColor) });
      return releasesOf([retire, update("stage", 0, { wanted: leaving })], null)[0]!.result;
    });
    expect(results).to.deep.equal(["done", "rolledBack"]);
  });

  it("asks which release is recorded after it has read the history, which may be older", async () => {
    const asked: string[] = [];
    const { json } = await history(
      {
        history: async () => {
          await new Promise(setImmediate);
          asked.push("history");
          return [update("stage", 0)];
        },
        stack: {
          name: "dev",
          look: () => {
            asked.push("look");
            return Promise.resolve({ deployed: { release: wanted("staged") } } as never);
          },
        },
      },
      { limit: 1 },
    );
    expect(asked).to.deep.equal(["history", "look"]);
    expect(json).to.have.nested.property("releases[0].result", "underWay");
  });
});

import { expect } from "chai";
import { parseHistory } from "../../../automation/adapters/pulumi/history";
import { describe as describeRelease } from "../../../automation/commands/history";
import { releasesOf } from "../../../automation/history/releases";
import { messageOf, type Update, type Verb } from "../../../automation/history/update";
import type { Phase, ReleaseState } from "../../../release/state";

const atMs = Date.parse("2026-11-22T10:00:00Z");
const image = "repository@sha256:new";

function wanted(phase: Phase): ReleaseState {
  const fleets = { blue: { image: "repository@sha256:old", size: 2 }, green: { image, size: 2 } };
  return {
    revision: 3,
    services: { users: { activeColor: "blue", fleets } },
    current: {
      id: "r-1",
      owner: "ann@vm:7",
      phase,
      startedAt: "2026-11-22T09:59:00Z",
      services: { users: { candidate: "green" } },
    },
  };
}

/** From the 10th second on, for 10 s. */
function update(verb: Verb, atSecond: number, more: Partial<Update> = {}, id = "r-1"): Update {
  const phases: Partial<Record<Verb, Phase>> = {
    stage: "staged",
    switch: "switched",
    return: "returning",
  };
  const phase = phases[verb];
  return {
    message: messageOf(verb, id),
    result: "succeeded",
    startedMs: atMs + atSecond * 1000,
    endedMs: atMs + (atSecond + 10) * 1000,
    wanted: phase ? wanted(phase) : null,
    settings: null,
    ...more,
  };
}

const plain: Update = { ...update("stage", 500), message: "bluegreen: plain up", wanted: null };

describe("the history of releases", () => {
  it("shows who released what and when, and how long it drained", () => {
    const [release, ...others] = releasesOf([
      plain,
      update("retire", 100),
      update("switch", 20),
      update("stage", 0),
    ]);
    expect(others).to.deep.equal([]);
    expect(release).to.deep.equal({
      id: "r-1",
      owner: "ann@vm:7",
      startedAt: "2026-11-22T10:00:00.000Z",
      endedAt: "2026-11-22T10:01:50.000Z",
      services: { users: { color: "green", image } },
      ups: [
        { verb: "stage", result: "succeeded", startedAt: "2026-11-22T10:00:00.000Z", seconds: 10 },
        { verb: "switch", result: "succeeded", startedAt: "2026-11-22T10:00:20.000Z", seconds: 10 },
        { verb: "retire", result: "succeeded", startedAt: "2026-11-22T10:01:40.000Z", seconds: 10 },
      ],
      result: "done",
      drainSeconds: 70,
    });
    expect(describeRelease(release!)).to.equal(
      "2026-11-22 10:00:00  r-1  done         stage switch retire, 110 s, drain 70 s, by ann@vm:7\n" +
        "    users green sha256:new",
    );
  });

  const results: [string, Update[], string, number | null][] = [
    [
      "was retired before any switch",
      [update("retire", 20), update("stage", 0)],
      "rolledBack",
      null,
    ],
    [
      "undid its stage",
      [update("undo", 20), update("stage", 0, { result: "failed" })],
      "rolledBack",
      null,
    ],
    [
      "was rolled back",
      [update("retire", 90), update("return", 40), update("switch", 20), update("stage", 0)],
      "rolledBack",
      40,
    ],
    ["has switched so far", [update("switch", 20), update("stage", 0)], "underWay", null],
    [
      "could not be retired yet",
      [update("retire", 90, { result: "failed" }), update("switch", 20), update("stage", 0)],
      "underWay",
      null,
    ],
  ];
  for (const [what, updates, result, drainSeconds] of results) {
    it(`shows a release that ${what} as ${result}`, () => {
      const [release] = releasesOf(updates);
      expect(release).to.include({ result, drainSeconds });
      expect(release!.endedAt === null).to.equal(result === "underWay");
    });
  }

  it("shows a decommissioned service without an image", () => {
    const leaving = wanted("staged");
    leaving.current!.leaves = true;
    const [release] = releasesOf([
      update("retire", 90),
      update("withdraw", 20, { wanted: null }),
      update("stage", 0, { wanted: leaving }),
    ]);
    expect(release).to.deep.include({
      result: "done",
      services: { users: { color: "green", image: null } },
    });
    expect(describeRelease(release!).split("\n")[1]).to.equal("    users decommissioned");
  });

  it("lists releases separately, newest first", () => {
    const updates = [update("stage", 300, {}, "r-2"), update("retire", 100), update("stage", 0)];
    expect(releasesOf(updates).map(({ id }) => id)).to.deep.equal(["r-2", "r-1"]);
  });

  it("is read from what Pulumi prints, including updates that are not the deployer's", () => {
    const { services, ...release } = wanted("staged");
    const value = (objectValue: object) => ({
      value: JSON.stringify(objectValue),
      objectValue,
      secret: false,
    });
    const history = [
      {
        kind: "update",
        startTime: "2026-11-22T10:00:00.000Z",
        endTime: "2026-11-22T10:00:10.000Z",
        message: "bluegreen: stage r-1",
        result: "succeeded",
        config: {
          "aws:region": { value: "eu-central-1", secret: false },
          "deployer:settings": { value: "0a1b", secret: false },
          "bluegreen:activeColor": value({ users: "blue" }),
          "bluegreen:fleets": value({ users: services["users"]!.fleets }),
          "bluegreen:release": value(release),
        },
      },
      { startTime: "2026-11-22T09:00:00.000Z", result: "in-progress", message: "", config: {} },
    ];
    expect(parseHistory("bluegreen", history)).to.deep.equal([
      update("stage", 0, { settings: "0a1b" }),
      {
        message: "",
        result: "in-progress",
        startedMs: atMs - 3_600_000,
        endedMs: null,
        wanted: null,
        settings: null,
      },
    ]);
  });
});

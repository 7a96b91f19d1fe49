import { expect } from "chai";
import { parseHistory } from "../../../automation/adapters/pulumi/history";
import { describe as describeRelease, history } from "../../../automation/commands/history";
import { releasesOf, unrecorded } from "../../../automation/history/releases";
import { messageOf, type Update, type Verb } from "../../../automation/history/update";
import { atMs, image, update, wanted } from "./updates";

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
      services: { users: { color: "green", image, tag: null } },
      ups: [
        { verb: "stage", result: "succeeded", startedAt: "2026-11-22T10:00:00.000Z", seconds: 10 },
        { verb: "switch", result: "succeeded", startedAt: "2026-11-22T10:00:20.000Z", seconds: 10 },
        { verb: "retire", result: "succeeded", startedAt: "2026-11-22T10:01:40.000Z", seconds: 10 },
      ],
      ...{ compared: [], warmed: [], canary: [] },
      result: "done",
      urgent: null,
      why: null,
      drainSeconds: 70,
    });
    expect(describeRelease(release!)).to.equal(
      "2026-11-22 10:00:00  r-1         done         110 s, drain 70 s, by ann@vm:7\n" +
        "    users green sha256:new\n" +
        "    ups: stage, switch, retire",
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

  it("says why a release was rolled back, and which tag it was for", () => {
    const state = wanted("staged");
    const label = { release: "r-1", at: "2026-11-22T09:59:00Z", tag: "1.4.0" };
    state.services["users"]!.fleets.green.label = label;
    const why = "the tests of users failed; GET /health: 500";
    const [release] = releasesOf([
      update("retire", 20, { message: messageOf("retire", "r-1", why) }),
      update("stage", 0, { wanted: state }),
    ]);
    expect(release).to.include({ result: "rolledBack", why });
    expect(describeRelease(release!).split("\n").slice(1)).to.deep.equal([
      "    users green 1.4.0 (sha256:new)",
      "    why: the tests of users failed; GET /health: 500",
      "    ups: stage, retire",
    ]);
  });

  it("keeps the first reason when another run has gone on rolling back", () => {
    const [release] = releasesOf([
      update("retire", 40, { message: messageOf("retire", "r-1", "resumed while rolling back") }),
      update("return", 20, { message: messageOf("return", "r-1", "aborted on request") }),
      update("stage", 0, { wanted: wanted("staged") }),
    ]);
    expect(release).to.include({ result: "rolledBack", why: "aborted on request" });
  });

  it("cuts a long reason, and keeps it on one line", () => {
    const message = messageOf("undo", "r-1", `a\n b${"c".repeat(400)}`);
    expect(message).to.match(/^bluegreen: undo r-1: a bc+…$/);
    expect(message).to.have.length("bluegreen: undo r-1: ".length + 300);
  });

  it("recognizes a switch that was killed after it was recorded by what came after it", () => {
    const [{ wanted: state }] = [update("switch", 0)];
    const done = { ...state!, current: null };
    done.services = { users: { ...state!.services["users"]!, activeColor: "green" } };
    const updates = [update("retire", 90, { wanted: done }), update("stage", 0)];
    expect(releasesOf(updates, null)[0]).to.include({ result: "done" });
  });

  it("lists each interrupted `up` that was undone by itself", () => {
    const undo = (atSecond: number) =>
      update("undo", atSecond, { message: messageOf("undo", unrecorded, "interrupted") });
    const found = releasesOf([undo(40), undo(0)], null);
    expect(found.map(({ id, result, why }) => ({ id, result, why }))).to.deep.equal([
      { id: null, result: "rolledBack", why: "interrupted" },
      { id: null, result: "rolledBack", why: "interrupted" },
    ]);
  });

  it("says which rollback took a release out of production", () => {
    const back = wanted("staged");
    back.current = { ...back.current!, id: "r-2", rollsBack: true };
    const of2 = (verb: Verb, atSecond: number) => update(verb, atSecond, { wanted: back }, "r-2");
    const done = [update("retire", 90), update("switch", 20), update("stage", 0)];
    const idle = update("retire", 290, {}, "r-2");
    const [, first] = releasesOf([idle, of2("switch", 220), of2("stage", 200), ...done], null);
    expect(first).to.include({ result: "done", why: "rolled back later by r-2" });
  });

  it("reads on until the oldest release that is listed is complete", async () => {
    const all = Array.from({ length: 40 }, (_, index) => {
      const id = `r-${Math.floor(index / 20)}`;
      return update(index % 20 === 19 ? "stage" : "note", -index, {}, id);
    });
    const asked: number[] = [];
    const { json } = await history(
      {
        history: (count) => Promise.resolve((asked.push(count), all.slice(0, count))),
        stack: { name: "dev", look: () => Promise.resolve({ deployed: {} } as never) },
      },
      { limit: 1 },
    );
    expect(asked).to.deep.equal([8, 32]);
    const { releases } = json as { releases: { ups: unknown[] }[] };
    expect(releases.map(({ ups }) => ups.length)).to.deep.equal([20]);
  });

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
      services: { users: { color: "green", image: null, tag: null } },
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

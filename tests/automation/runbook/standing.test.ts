import { expect } from "chai";
import {
  describeStanding,
  leadsTo,
  mayHaveMoved,
  type Witnesses,
  type WorkerWitness,
} from "../../../automation/runbook/standing";

const edges = { blue: ["1.1.1.1", "1.1.1.2"], green: ["2.2.2.1"] };
const answer = (addresses: string[], error: string | null = null) => ({
  server: "ns",
  addresses,
  ttlSeconds: null,
  error,
});

describe("runbook/standing", () => {
  const answers: [string, ReturnType<typeof answer>[], string][] = [
    ["all of one edge", [answer(["1.1.1.1"]), answer(["1.1.1.2", "1.1.1.1"])], "blue"],
    ["none at all", [answer([]), answer([])], "nowhere"],
    ["different edges", [answer(["1.1.1.1"]), answer(["2.2.2.1"])], "mixed"],
    ["both edges in one", [answer(["1.1.1.1", "2.2.2.1"])], "mixed"],
    ["a stranger's address", [answer(["9.9.9.9"])], "mixed"],
    ["a server that is silent", [answer(["1.1.1.1"]), answer([], "timeout")], "mixed"],
    ["a server that lags with nothing", [answer(["1.1.1.1"]), answer([])], "mixed"],
    ["no server", [], "mixed"],
  ];
  for (const [what, given, leads] of answers) {
    it(`reads ${what} as ${leads}`, () => expect(leadsTo(given, edges)).to.equal(leads));
  }

  const agreed: Witnesses = { service: "users", recorded: "blue", engine: "blue", dns: "blue" };
  const cases: [string, Witnesses, string[], boolean][] = [
    ["all three agree", agreed, [], false],
    [
      "all three know of no record",
      { ...agreed, recorded: null, engine: null, dns: "nowhere" },
      [],
      false,
    ],
    ["the engine wrote another color", { ...agreed, engine: "green" }, [], true],
    ["DNS answers another color", { ...agreed, dns: "green" }, [], true],
    ["DNS is mixed", { ...agreed, dns: "mixed" }, [], true],
    ["an operation never finished", agreed, ["updating users-production"], true],
  ];
  for (const [what, witnesses, pending, moved] of cases) {
    it(`${moved ? "treats it as moved" : "knows nothing moved"} when ${what}`, () =>
      expect(
        mayHaveMoved({
          services: [witnesses],
          workers: [],
          pending,
          tasks: {},
          instances: {},
          writtenAt: "",
        }),
      ).to.equal(moved));
  }

  const fleets = (blue: number, green: number, desired = green): WorkerWitness["fleets"] => ({
    blue: { size: blue, desired: blue },
    green: { size: green, desired },
  });
  const workers: [string, WorkerWitness["fleets"], boolean][] = [
    ["production of a worker runs", fleets(0, 2), false],
    ["it waits for the other fleet to stop", fleets(0, 0), false],
    ["it was told to stop", fleets(0, 2, 0), true],
    ["an autoscaler has taken tasks away", fleets(0, 2, 1), false],
  ];
  for (const [what, found, moved] of workers) {
    it(`${moved ? "treats it as moved" : "knows nothing moved"} when ${what}`, () => {
      const mailer: WorkerWitness = { service: "mailer", recorded: "green", fleets: found };
      const standing = {
        services: [],
        workers: [mailer],
        pending: [],
        tasks: {},
        instances: {},
        writtenAt: "",
      };
      expect(mayHaveMoved(standing)).to.equal(moved);
    });
  }

  it("puts the three side by side", () => {
    expect(
      describeStanding({
        services: [{ ...agreed, engine: null }],
        workers: [{ service: "mailer", recorded: "green", fleets: fleets(0, 2) }],
        pending: ["creating x (t)"],
        tasks: {},
        instances: {},
        writtenAt: "",
      }),
    ).to.deep.equal([
      "users: recorded blue, engine nowhere, DNS blue",
      "mailer: recorded green, ECS wants blue 0 of 0 tasks, green 2 of 2 tasks",
      "the engine never finished creating x (t)",
    ]);
  });
});

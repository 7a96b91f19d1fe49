import { expect } from "chai";
import {
  describeEvidence,
  leadsTo,
  mayHaveMoved,
  pulumiSays,
  type Witnesses,
  type WorkerWitness,
} from "../../../automation/runbook/evidence";
import { emptyState } from "../../../release/state";
import { type Leads, leadsElsewhere } from "../../../automation/world/nameLook";

const edges = { blue: ["1.1.1.1", "1.1.1.2"], green: ["2.2.2.1"] };
const answer = (addresses: string[], error: string | null = null) => ({
  server: "ns",
  addresses,
  ttlSeconds: null,
  error,
});

describe("the evidence of where production is", () => {
  const answers: [string, ReturnType<typeof answer>[], string][] = [
    [
      "addresses of one load balancer",
      [answer(["1.1.1.1"]), answer(["1.1.1.2", "1.1.1.1"])],
      "blue",
    ],
    ["no address at all", [answer([]), answer([])], "nowhere"],
    ["different edges", [answer(["1.1.1.1"]), answer(["2.2.2.1"])], "mixed"],
    ["addresses of both load balancers in one answer", [answer(["1.1.1.1", "2.2.2.1"])], "mixed"],
    ["an unknown address", [answer(["9.9.9.9"])], "mixed"],
    ["an unknown address beside a known one", [answer(["9.9.9.9", "1.1.1.2"])], "blue"],
    [
      "an unknown address beside those of both",
      [answer(["9.9.9.9", "1.1.1.2", "2.2.2.1"])],
      "mixed",
    ],
    ["a server that is silent", [answer(["1.1.1.1"]), answer([], "timeout")], "mixed"],
    ["a lagging server without an answer", [answer(["1.1.1.1"]), answer([])], "mixed"],
    ["no server at all", [], "mixed"],
  ];
  for (const [what, given, leads] of answers) {
    it(`takes ${what} to mean ${leads}`, () =>
      expect(leadsTo({ answers: given, edges })).to.equal(leads));
  }

  const closed = [answer([], "no answer within 2000 ms"), answer([], "connect EPERM")];
  const refusing = [{ ...answer([], "answered REFUSED"), heard: true as const }];
  const byRecord: [string, ReturnType<typeof answer>[], Leads, Leads][] = [
    ["only unknown addresses, and a record", [answer(["9.9.9.9"])], "green", "green"],
    [
      "unknown addresses, and a record that leads elsewhere",
      [answer(["9.9.9.9"])],
      "mixed",
      "mixed",
    ],
    ["unknown addresses, although there is no record", [answer(["9.9.9.9"])], "nowhere", "mixed"],
    ["a server that lags behind the record", [answer(["1.1.1.1"])], "green", "blue"],
    [
      "unknown addresses beside a lagging server",
      [answer(["9.9.9.9"]), answer(["1.1.1.1"])],
      "green",
      "mixed",
    ],
    ["no server that can be reached, and a record", closed, "green", "green"],
    ["no server that can be reached, and no record", closed, "nowhere", "nowhere"],
    ["a server that refuses, whatever the record", refusing, "green", "mixed"],
  ];
  for (const [what, given, record, leads] of byRecord) {
    it(`takes ${what} (${record}) to mean ${leads}`, () =>
      expect(leadsTo({ answers: given, edges, record })).to.equal(leads));
  }

  const neither: [string, ReturnType<typeof answer>[], Leads | undefined, boolean][] = [
    ["only unknown addresses", [answer(["9.9.9.9"])], "mixed", true],
    ["unknown addresses without a record of its own", [answer(["9.9.9.9"])], "nowhere", true],
    [
      "unknown addresses and a silent server",
      [answer(["9.9.9.9"]), answer([], "no")],
      "mixed",
      true,
    ],
    ["unknown addresses, but a record that leads here", [answer(["9.9.9.9"])], "green", false],
    ["an address of ours as well", [answer(["9.9.9.9"]), answer(["1.1.1.1"])], "mixed", false],
    ["addresses of both load balancers", [answer(["1.1.1.1", "2.2.2.1"])], undefined, false],
    ["no address", [answer([])], undefined, false],
    ["no server that can be reached, and a record of others", closed, "mixed", true],
    ["no server that can be reached, and no record", closed, "nowhere", false],
    ["no server that can be reached, and a record that leads here", closed, "blue", false],
    ["a server that refuses", refusing, "mixed", false],
    ["no server at all", [], undefined, false],
  ];
  for (const [what, given, record, is] of neither) {
    it(`${is ? "takes" : "does not take"} ${what} for a name that others serve`, () =>
      expect(leadsElsewhere({ answers: given, edges, ...(record && { record }) })).to.equal(is));
  }

  const agreed: Witnesses = { service: "users", recorded: "blue", engine: "blue", dns: "blue" };
  const cases: [string, Witnesses, string[], boolean][] = [
    ["all three agree", agreed, [], false],
    [
      "all three have no record",
      { ...agreed, recorded: null, engine: null, dns: "nowhere" },
      [],
      false,
    ],
    ["Pulumi's state has another color", { ...agreed, engine: "green" }, [], true],
    ["DNS answers another color", { ...agreed, dns: "green" }, [], true],
    ["the DNS answers are mixed", { ...agreed, dns: "mixed" }, [], true],
    [
      "somebody else serves a name that never led here",
      { ...agreed, recorded: null, engine: null, dns: "mixed", elsewhere: true },
      [],
      false,
    ],
    ["a Pulumi operation never finished", agreed, ["updating users-production"], true],
  ];
  for (const [what, witnesses, pending, moved] of cases) {
    it(`${moved ? "treats production as moved" : "shows that nothing has moved"} when ${what}`, () =>
      expect(
        mayHaveMoved({
          services: [witnesses],
          workers: [],
          pending,
          tasks: {},
          instances: {},
          content: "",
        }),
      ).to.equal(moved));
  }

  const fleets = (blue: number, green: number, desired = green): WorkerWitness["fleets"] => ({
    blue: { size: blue, desired: blue },
    green: { size: green, desired },
  });
  const workers: [string, WorkerWitness["fleets"], boolean][] = [
    ["a worker's active fleet runs", fleets(0, 2), false],
    ["a worker waits for its other fleet to stop", fleets(0, 0), false],
    ["a worker's active fleet was scaled to 0", fleets(0, 2, 0), true],
    ["auto scaling has removed tasks of a worker", fleets(0, 2, 1), false],
  ];
  for (const [what, found, moved] of workers) {
    it(`${moved ? "treats production as moved" : "shows that nothing has moved"} when ${what}`, () => {
      const mailer: WorkerWitness = { service: "mailer", recorded: "green", fleets: found };
      const evidence = {
        services: [],
        workers: [mailer],
        pending: [],
        tasks: {},
        instances: {},
        writtenAt: "",
        content: "",
      };
      expect(mayHaveMoved(evidence)).to.equal(moved);
    });
  }

  it("is printed with the witnesses side by side", () => {
    expect(
      describeEvidence({
        services: [
          { ...agreed, engine: null },
          { service: "old", recorded: null, engine: null, dns: "mixed", elsewhere: true },
        ],
        workers: [{ service: "mailer", recorded: "green", fleets: fleets(0, 2) }],
        pending: ["creating x (t)"],
        tasks: {},
        instances: {},
        content: "",
      }),
    ).to.deep.equal([
      "users: recorded blue, Pulumi nowhere, DNS blue",
      "old: recorded nowhere, Pulumi nowhere, DNS elsewhere",
      "mailer: recorded green, ECS was asked for blue 0 of 0 tasks, green 2 of 2 tasks",
      "Pulumi never finished creating x (t)",
    ]);
  });
});

describe("Pulumi's own state of a name's records", () => {
  const inventory = {
    edges: { blue: { arn: "", dnsName: "blue.elb" }, green: { arn: "", dnsName: "green.elb" } },
  } as never;
  const users = { name: "users.test", side: "public" } as const;
  const says = (a: string | undefined, aaaa?: string) =>
    pulumiSays(
      {
        targets: a === undefined ? {} : { "users.test": a },
        ...(aaaa !== undefined && { ipv6Targets: { "users.test": aaaa } }),
      },
      { release: emptyState, inventory },
      users,
    );

  it("is where the A record leads, if there is no other", () => {
    expect(says("green.elb")).to.equal("green");
    expect(says(undefined)).to.equal(null);
  });

  it("is where both lead, and nowhere for sure while an `up` has moved one of them", () => {
    expect(says("dualstack.green.elb", "green.elb")).to.equal("green");
    expect(says("green.elb", "blue.elb")).to.equal("mixed");
    expect(says("blue.elb", "green.elb")).to.equal("mixed");
    expect(says(undefined, "blue.elb")).to.equal("mixed");
  });
});

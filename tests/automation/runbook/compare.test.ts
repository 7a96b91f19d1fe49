import { expect } from "chai";
import { rollback } from "../../../automation/commands/rollback";
import { verify } from "../../../automation/commands/verify";
import type { ReleaseResult } from "../../../automation/runbook/result";
import type { Read } from "../../../automation/world/reads";
import { refusalOf } from "../../support/refusalOf";
import { at, colorOf, ok, old, serving } from "./comparing";

describe("comparing a candidate with production", () => {
  it("asks both fleets through the candidate's load balancer, and discards the warm-up", async () => {
    const { release, trouble, told } = await serving({ pairs: 360 });
    const sent: Read[] = [];
    trouble.send = (read) => {
      sent.push(read);
      return ok();
    };
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(0);
    const [{ pairs, of, verdict }] = json.compared as [ReleaseResult["compared"][number]];
    expect({ pairs, of, verdict }).to.deep.equal({ pairs: 360, of: 360, verdict: "notSlower" });
    // Two looks for a baseline; then 108 pairs in three minutes, and 360 in ten.
    expect(sent).to.have.length(2 + 3 * (108 + 360));
    expect(sent.filter((read) => colorOf(read) === "green")).to.have.length(108 + 360);
    expect(new Set(sent.map(({ address }) => address))).to.deep.equal(new Set(["10.0.0.2"]));
    expect(sent.at(-1)).to.deep.include({
      ...{ method: "GET", path: "/users/1", hostName: "users.example.com", timeoutSeconds: 60 },
    });
    expect(sent.at(-1)!.headers).to.include({ "x-bluegreen-secret": "secret" });
    expect(told.notes).to.include(
      'users: the order of the requests is drawn from the seed "r-1 users"',
    );
  });

  it("takes as long as its settings say, and warms up with at least 100 pairs", async () => {
    const { release, ports } = await serving({ pairs: 120, minutes: 20 });
    const { json } = await release("2");
    const step = json.steps.find(({ step }) => step === "compare")!;
    expect(step.name).to.equal("compare users green with blue for 23 to 63 minutes");
    // All but the pause after the last pair of each part.
    expect(step.seconds).to.be.within(23 * 60 - 15, 23 * 60);
    expect(ports.reads.minuteMs).to.equal(60_000);
  });

  it("says how much faster a version is: in the result, to people and in history", async () => {
    const { release, trouble, told } = await serving({});
    trouble.send = (read) => ok({ seconds: colorOf(read) === old ? 0.041 : 0.012 });
    const { exitCode, json, text } = await release("2");
    expect(exitCode).to.equal(0);
    expect(json.compared.map(({ verdict, oldMs, newMs }) => [verdict, oldMs, newMs])).to.deep.equal(
      [["faster", 41, 12]],
    );
    expect(text.split("\n").at(-1)).to.equal(
      "users: GET /users/1  41 ms -> 12 ms  3.4x faster (95 %: 3.3-3.5), 360 pairs; bodies equal in 360 of 360",
    );
    expect(told.messages.slice(-2)).to.deep.equal(
      ["switch", "retire"].map(
        (verb) => `bluegreen: ${verb} r-1 | users GET /users/1: 3.4x faster (95 %: 3.3-3.5)`,
      ),
    );
  });

  it("stops a slow candidate before any user has reached it, as a failed test does", async () => {
    const { release, trouble, told, environment } = await serving({});
    trouble.send = (read) => ok({ seconds: colorOf(read) === old ? 0.04 : 0.08 });
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json).to.include({ outcome: "rolledBack", returned: false });
    expect(json.reasons).to.deep.equal([
      "the candidate failed its comparison with production",
      "users: GET /users/1  40 ms -> 80 ms  2.0x slower (95 %: 1.94-2.1), 360 pairs; bodies equal in 360 of 360",
    ]);
    expect(json.steps.map(({ step }) => step)).to.deep.equal([
      "0",
      "1",
      "2",
      "3",
      "4",
      "compare",
      "undo",
    ]);
    expect(environment().release.services["users"]!.activeColor).to.equal(old);
    expect(told.messages.at(-1)).to.equal(
      "bluegreen: retire r-1: the candidate failed its comparison with production; users: GET /users/1 40 ms -> 80 ms " +
        "2.0x slower (95 %: 1.94-2.1), 360 pairs; bodies equal in 360 of 360 | users GET /users/1: 2.0x slower (95 %: 1.94-2.1)",
    );
  });

  it("takes no more time than it needs to reject a candidate that answers differently", async () => {
    const breaking = async (settings: object) => {
      const { release, trouble } = await serving(settings);
      trouble.send = (read) => (colorOf(read) === old ? ok() : ok({ status: 500 }));
      const { json } = await release("2");
      return json.compared.map(({ verdict, of }) => [verdict, of]);
    };
    expect(await breaking({})).to.deep.equal([["unclear", 360]]);
    expect(await breaking({ gate: false })).to.deep.equal([["unclear", 1080]]);
  });

  it("only reports with `gate: false`", async () => {
    const { release, trouble } = await serving({ gate: false });
    trouble.send = (read) => ok({ seconds: colorOf(read) === old ? 0.04 : 0.08 });
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(0);
    expect(json.compared.map(({ verdict }) => verdict)).to.deep.equal(["slower"]);
  });

  it("goes on for up to three times as long while it is unclear, then rejects the candidate", async () => {
    const { release, trouble } = await serving({});
    let asked = 0;
    // Half of the minutes twice as slow: the interval reaches from well below to well above the limit.
    trouble.send = (read) => {
      asked += 1;
      const slow = Math.floor(asked / 300) % 2 === 0;
      return ok({ seconds: colorOf(read) === old || !slow ? 0.04 : 0.08 });
    };
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json.compared.map(({ verdict, pairs }) => [verdict, pairs])).to.deep.equal([
      ["unclear", 1080],
    ]);
    expect(json.reasons[1]).to.match(/can't tell whether slower than 1.25x \(95 %: /);
  });

  it("finds what differs between old and new but not between old and old", async () => {
    const { release, trouble } = await serving({ ignore: ["/color"] });
    let count = 0;
    trouble.send = (read) =>
      ok({
        body: {
          ...{ color: colorOf(read), generatedAt: count++, name: "ann" },
          tags: colorOf(read) === old ? ["a"] : ["a", "b"],
          "a/b": colorOf(read) === old ? 1 : undefined,
        },
      });
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    const [{ differing, equal, of, verdict }] = json.compared as [
      ReleaseResult["compared"][number],
    ];
    expect({ differing, equal, of, verdict }).to.deep.equal({
      ...{ differing: ["/a~1b", "/tags"], equal: 0, of: 360 },
      verdict: "notSlower",
    });
    expect(json.reasons[1]).to.match(/bodies equal in 0 of 360: \/a~1b, \/tags$/);
  });

  it("sees another status, and does not take a quick error for a fast answer", async () => {
    const { release, trouble } = await serving({});
    trouble.send = (read) =>
      colorOf(read) === old ? ok() : ok({ status: 500, seconds: 0.001, body: "broken" });
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json.compared[0]).to.include({ verdict: "unclear", pairs: 0, equal: 0, newToOld: null });
    expect(json.compared[0]!.differing).to.deep.equal(["status 200 -> 500"]);
  });

  it("compares nothing in a first release, and says so", async () => {
    const { first, told } = await serving({});
    expect(first.json.compared).to.deep.equal([]);
    expect(first.json.steps.find(({ step }) => step === "compare")!.name).to.equal(
      "find nothing to compare users with",
    );
    expect(told.notes).to.include("users: not compared, since this is its first release");
  });

  it("does not hold up a rollback, even if production fails what is compared", async () => {
    const { release, trouble, run } = await serving({});
    expect((await release("2")).exitCode).to.equal(0);
    trouble.send = () => ok({ status: 500 });
    const { exitCode, json } = await rollback(
      run(),
      { ...at, service: ["users"] },
      { history: () => Promise.resolve([]) },
    );
    expect(exitCode).to.equal(0);
    expect((json as ReleaseResult).steps.map(({ step }) => step)).to.not.include("compare");
  });

  it("is refused before anything starts when production fails the request", async () => {
    const { release, trouble, environment } = await serving({});
    const { revision } = environment().release;
    for (const [send, why] of [
      [() => ok({ status: 503 }), "answers 503"],
      [() => ok({ status: 404 }), "answers 404"],
      [() => ({ error: "timed out" }), "gives no answer: timed out"],
    ] as const) {
      trouble.send = send;
      const refusal = await refusalOf(() => release("2"));
      expect(refusal.exitCode).to.equal(2);
      expect(refusal.next).to.equal("bluegreen verify --stack dev");
      expect(refusal.reasons).to.deep.equal([
        `compare users: production fails requests that \`compare\` sends: GET /users/1 ${why}; correct \`services.users.compare.requests\`, ` +
          "or fix production; if a release is the fix, " +
          "deploy it with --force-from-broken",
      ]);
    }
    expect(environment().release.revision).to.equal(revision);
  });

  it("lets the fix for a broken production through without comparing it", async () => {
    const { release, trouble, told } = await serving({});
    trouble.send = (read) => ok({ status: colorOf(read) === old ? 500 : 200 });
    const { exitCode, json } = await release("2", true);
    expect(exitCode).to.equal(0);
    expect(json.compared).to.deep.equal([]);
    expect(told.warnings).to.include(
      "users: not compared, since production fails these requests itself: GET /users/1 answers 500",
    );
  });

  it("is part of verify", async () => {
    const { ports, trouble } = await serving({});
    trouble.send = () => ok({ status: 500 });
    const parts = {
      ports,
      locks: () => Promise.resolve([]),
      backend: () => Promise.resolve(""),
      stackIdentity: { project: "", stack: "" },
      unreadable: null,
    };
    const { json } = await verify(parts, { ...at, service: [], image: [], drift: true });
    const { findings } = json as { findings: { check: string; found: string; status: string }[] };
    const { status, found } = findings.find(({ check }) => check === "compare")!;
    expect([status, found]).to.deep.equal([
      "error",
      "production fails requests that `compare` sends: GET /users/1 answers 500",
    ]);
  });
});

import { expect } from "chai";
import { adoptionProblems } from "../../../rehearsal/report/adopt/verdict";
import type { AdoptionAct, AdoptionFacts } from "../../../rehearsal/report/adopt/facts";
import type { RecordSet } from "../../../localCloud/dataplane/dnsAnswer";

const name = "users.rehearsal.test";
const origin: RecordSet = { name, type: "A", ttl: 10, values: ["203.0.113.7"], aliasOf: null };
const alias: RecordSet = { name, type: "A", ttl: 2, values: [], aliasOf: "blue.elb" };
const faster = { service: "users", verdict: "faster", differing: [] };
const act = (serves: string, record: RecordSet, more: object = {}): AdoptionAct => ({
  ...{ name: `to ${serves}`, startedMs: 0, endedMs: 1, exitCode: 0, serves },
  result: { outcome: "done", drainSeconds: 13, reasons: [], compared: [faster] } as never,
  records: { [name]: [record] },
  ...more,
});

function problems(acts: AdoptionAct[], versions = ["origin", "v1"]): string[] {
  const users = { requests: 9, failed: 0, versions: versions.map((version) => ({ version })) };
  return adoptionProblems({
    ...{ records: { [name]: [origin] }, origin: "origin", originTtlSeconds: 10, acts },
    traffic: { clients: {}, failures: [], services: { users } } as never,
  } satisfies AdoptionFacts);
}

describe("the verdict on an adoption", () => {
  const back = act("origin", origin, { name: "back" });
  it("finds nothing where the record moves and comes back as it was", () => {
    expect(problems([act("v1", alias), back])).to.deep.equal([]);
  });

  it("notices a record that came back otherwise, in its TTL alone as well", () => {
    const found = problems([
      act("v1", alias),
      { ...back, records: { [name]: [{ ...origin, ttl: 2 }] } },
    ]);
    expect(found).to.deep.equal([
      `back: the record of ${name} is not exactly the origin's any more`,
    ]);
  });

  it("notices a release that moved nothing, ended otherwise, or drained by the wrong TTL", () => {
    expect(problems([act("v1", origin)])).to.deep.equal([
      `to v1: ${name} still leads to its origin`,
    ]);
    const failed = { exitCode: 3, result: { reasons: ["x"], drainSeconds: 13 } };
    expect(problems([act("v1", alias, failed)])).to.deep.equal(["to v1: exited with 3: x"]);
    const early = { result: { reasons: [], drainSeconds: 4, compared: [faster] } };
    expect(problems([act("v1", alias, early)])).to.deep.equal([
      "to v1: drained for 4 s, but the origin's answers are kept for 10 s",
    ]);
  });

  it("notices a release from an origin that was not compared, or is not faster", () => {
    const compared = (found: object[]) => ({
      result: { reasons: [], drainSeconds: 13, compared: found },
    });
    const next = act("v2", alias, compared([]));
    expect(problems([act("v1", alias), next], ["origin", "v1", "v2"])).to.deep.equal([]);
    expect(problems([act("v1", alias, compared([]))])).to.deep.equal([
      "to v1: users was not compared with its origin",
    ]);
    const differs = { ...faster, verdict: "notSlower", differing: ["/name"] };
    expect(problems([act("v1", alias, compared([differs]))])).to.deep.equal([
      "to v1: users was compared with its origin as notSlower, /name",
    ]);
  });

  it("notices a version that no client ever reached", () => {
    expect(problems([act("v1", alias)], ["origin"])).to.deep.equal([
      "no client of users was ever answered by v1",
    ]);
  });
});

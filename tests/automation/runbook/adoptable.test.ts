import { expect } from "chai";
import type { ListedRecord } from "../../../release/foreignRecords";
import { judgeRecords } from "../../../automation/runbook/adoptable";

const name = "users.example.com";
const where = { zone: "example.com", edges: { blue: "blue.elb", green: "green.elb" } };
const a: ListedRecord = { name, type: "A", alias: null, values: ["192.0.2.7"], ttlSeconds: 300 };
const record = (type: string, ...values: string[]): ListedRecord => ({ ...a, type, values });

/** What was found of records that can't be taken over. */
function refusal(...records: ListedRecord[]): string {
  const judged = judgeRecords(name, records, where);
  return "found" in judged ? judged.found : "none";
}

describe("a name that is taken over", () => {
  it("has one record, beside any that lead no client", () => {
    const origin = { type: "A", ttlSeconds: 300, values: ["192.0.2.7"] };
    const others = [record("TXT", '"v=spf1 -all"'), record("MX", "10 mail"), record("CAA", "0")];
    expect(judgeRecords(name, [...others, a], where)).to.deep.equal({ origin });
  });

  it("may be a CNAME, or the domain itself beside the zone's own records", () => {
    const origin = { type: "CNAME", ttlSeconds: 300, values: ["x.herokudns.com"] };
    expect(judgeRecords(name, [record("CNAME", "x.herokudns.com")], where)).to.deep.equal({
      origin,
    });
    const apex = [a, record("NS", "ns-1"), record("SOA", "ns-1")];
    expect(judgeRecords("example.com", apex, where)).to.have.property("origin");
  });

  it("keeps leading clients while its AAAA record is deleted", () => {
    const todo = (...records: ListedRecord[]) => {
      const judged = judgeRecords(name, records, where);
      return "todo" in judged ? judged.todo : "none";
    };
    const six = record("AAAA", "2001:db8::1");
    const deletion = "delete the AAAA record and wait for its TTL: clients then use the A record";
    expect(todo(a, six)).to.equal(`if the A record leads to the same place, ${deletion}`);
    expect(todo(six)).to.equal(
      `it has no A record: create one that leads to the same place, then ${deletion}`,
    );
  });

  it("is refused with what was found, for each way to miss it", () => {
    expect(refusal()).to.match(/^users.example.com has no record of its own in the hosted zone/);
    expect(refusal(record("NS", "ns-1.other"))).to.equal(
      "users.example.com is delegated to other name servers: ns-1.other",
    );
    expect(refusal({ ...a, routing: "Weight" }, { ...a, routing: "Weight" })).to.equal(
      "users.example.com has 2 records with weighted routing, and Route 53 has no simple record beside those",
    );
    expect(refusal({ ...a, healthCheckId: "h-1" })).to.equal(
      "the record of users.example.com has the health check h-1",
    );
    expect(refusal(a, record("HTTPS", "1 ."))).to.equal(
      "users.example.com has an HTTPS record: 1 ., which would keep leading clients there after the switch",
    );
    expect(refusal(a, record("AAAA", "2001:db8::1"))).to.equal(
      "users.example.com has an AAAA record: 2001:db8::1: a release moves only the A record of an adopted name, so " +
        "IPv6 clients would stay there",
    );
    const green = { ...a, alias: "dualstack.Green.elb.", values: [] };
    for (const records of [[green], [green, { ...green, type: "AAAA" }]]) {
      expect(refusal(...records)).to.equal(
        "users.example.com already leads to the green load balancer of this environment",
      );
    }
    expect(refusal(green, record("AAAA", "2001:db8::1"))).to.match(
      / has an AAAA record: 2001:db8::1:/,
    );
  });
});

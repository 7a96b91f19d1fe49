import { expect } from "chai";
import type { ListedRecord } from "../../../release/foreignRecords";
import { judgeRecords } from "../../../automation/runbook/adoptable";
import { withoutIpv6 } from "../../../automation/runbook/adoptableIpv6";

const name = "users.example.com";
const where = {
  ...{ zone: "example.com", edges: { blue: "blue.elb", green: "green.elb" } },
  noIpv6: withoutIpv6({ name: "dev", settings: { loadBalancers: { ipv6: false } } }, {}),
};
const withIpv6 = { ...where, noIpv6: null };
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

  it("has an AAAA record too where the load balancers have IPv6 addresses, exactly as it is", () => {
    const six = { ...record("AAAA", "2001:db8::2", "2001:db8::1"), ttlSeconds: 900 };
    const first = { type: "A", ttlSeconds: 300, values: ["192.0.2.7"] };
    expect(judgeRecords(name, [a, six], withIpv6)).to.deep.equal({
      origin: { ...first, ipv6: { ttlSeconds: 900, values: ["2001:db8::2", "2001:db8::1"] } },
    });
    expect(judgeRecords(name, [a], withIpv6)).to.deep.equal({ origin: first });
    const elb = { alias: "dualstack.old.elb.", aliasZoneId: "Z1", evaluateTargetHealth: true };
    const { ttlSeconds: _, ...alias } = { ...a, ...elb, values: [] };
    const content = { name: elb.alias, zoneId: "Z1", evaluateTargetHealth: true };
    expect(judgeRecords(name, [{ ...alias, type: "AAAA" }, alias], withIpv6)).to.deep.equal({
      origin: { type: "A", alias: content, ipv6: { alias: content } },
    });
  });

  it("needs IPv6 of the environment for an AAAA record, and an A record beside it", () => {
    const six = record("AAAA", "2001:db8::1");
    expect(judgeRecords(name, [a, six], where)).to.deep.equal({
      found:
        "users.example.com has an AAAA record: 2001:db8::1: the load balancers have no IPv6 addresses, so IPv6 clients " +
        "would stay there",
      todo:
        "give them some, so that both records move together: set `loadBalancers.ipv6` to true in Pulumi.dev.yaml, then: " +
        "bluegreen up --stack dev",
    });
    for (const surroundings of [where, withIpv6]) {
      expect(judgeRecords(name, [six], surroundings)).to.deep.equal({
        found:
          "users.example.com has an AAAA record: 2001:db8::1, and no A record: a release would add one, " +
          "and the way back would have to take it from clients that use it",
        todo: "create an A record that leads to the same place, for clients that come over IPv4",
      });
    }
    const checked = { ...six, healthCheckId: "h-1" };
    expect(judgeRecords(name, [a, checked], withIpv6)).to.have.property(
      "found",
      "the record of users.example.com has the health check h-1",
    );
  });

  it("needs the `up` for an AAAA record where the settings ask for IPv6 already", () => {
    const why = (settings: object, inventory: { ipv6?: true }) =>
      withoutIpv6(
        { name: "dev", settings: { loadBalancers: { ipv6: true }, ...settings } },
        inventory,
      );
    expect(why({}, { ipv6: true })).to.equal(null);
    expect(why({}, {})).to.deep.equal({
      found: "the load balancers have no IPv6 addresses, so IPv6 clients would stay there",
      todo: "give them some, as `loadBalancers.ipv6` already asks for: bluegreen up --stack dev",
    });
    // What clients got before is kept, but names have no AAAA records.
    expect(why({ loadBalancers: { ipv6: false } }, { ipv6: true })).to.have.property(
      "todo",
      "give them some, so that both records move together: set `loadBalancers.ipv6` to true in Pulumi.dev.yaml, then: " +
        "bluegreen up --stack dev",
    );
    expect(why({ foundation: "shared" }, {})).to.deep.equal({
      found:
        "the load balancers belong to shared, and names with an AAAA record can be adopted only there",
      todo: "delete the AAAA record, and wait for its TTL",
    });
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
    const green = { ...a, alias: "dualstack.Green.elb.", values: [] };
    for (const records of [[green], [green, { ...green, type: "AAAA" }]]) {
      expect(refusal(...records)).to.equal(
        "users.example.com already leads to the green load balancer of this environment",
      );
    }
    expect(refusal(green, record("AAAA", "2001:db8::1"))).to.equal(
      "users.example.com leads to the green load balancer of this environment by one record only: users.example.com has " +
        "an AAAA record: 2001:db8::1",
    );
  });
});

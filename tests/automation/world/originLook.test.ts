import { expect } from "chai";
import { answerProblems } from "../../../automation/world/readiness";
import { answerLeads, targetLeads } from "../../../automation/world/nameLook";
import { leadsTo } from "../../../automation/runbook/evidence";
import type { OriginRecord } from "../../../release/state";

const edges = { blue: ["10.0.0.1"], green: ["10.0.0.2"] };
const edgeNames = { blue: "blue.elb", green: "green.elb" };
const a: OriginRecord = { type: "A", ttlSeconds: 300, values: ["192.0.2.7", "192.0.2.8"] };
const cname: OriginRecord = { type: "CNAME", ttlSeconds: 300, values: ["x.herokudns.com"] };
const alias: OriginRecord = {
  type: "A",
  alias: { name: "old.elb.", zoneId: "Z", evaluateTargetHealth: false },
};
const at = (origin?: OriginRecord) => ({ edges, edgeNames, origin });
const answer = (addresses: string[], cname?: string) => ({
  ...{ server: "ns1", addresses, ttlSeconds: 60, error: null },
  ...(cname !== undefined && { cname }),
});

describe("an answer for an adopted name", () => {
  it("leads to the origin by its addresses, and only where all of them are the origin's", () => {
    expect(answerLeads(answer(["192.0.2.8"]), at(a))).to.equal("origin");
    expect(answerLeads(answer(["192.0.2.8", "192.0.2.9"]), at(a))).to.equal("mixed");
    expect(answerLeads(answer(["10.0.0.1"]), at(a))).to.equal("blue");
    expect(answerLeads(answer(["192.0.2.8"]), at())).to.equal("mixed");
  });

  it("leads where its CNAME says, although Route 53 has no address for it", () => {
    expect(answerLeads(answer([], "X.herokudns.com."), at(cname))).to.equal("origin");
    expect(answerLeads(answer([], "Green.elb."), at(cname))).to.equal("green");
    expect(answerLeads(answer([], "other.host"), at(cname))).to.equal("mixed");
    expect(answerLeads(answer([]), at(cname))).to.equal("nowhere");
  });

  it("of an alias leads where Route 53's own record does, since its addresses are not recorded", () => {
    const look = { ...at(alias), record: targetLeads("old.elb", at(alias)) };
    expect(answerLeads(answer(["198.51.100.4"]), look)).to.equal("origin");
    const moved = { ...at(alias), record: targetLeads("else.elb", at(alias)) };
    expect(answerLeads(answer(["198.51.100.4"]), moved)).to.equal("mixed");
  });

  it("of each type leads by the addresses of that type, and of both where both do", () => {
    const dual = at({ ...a, ipv6: { ttlSeconds: 60, values: ["2001:db8::7"] } });
    const own = { ...dual, edges: { blue: ["10.0.0.1", "2001:db8::b"], green: ["10.0.0.2"] } };
    const both = (first: string, second: string) =>
      leadsTo({ ...own, answers: [answer([first]), answer([second])] });
    expect(both("192.0.2.7", "2001:db8::7")).to.equal("origin");
    expect(both("10.0.0.1", "2001:db8::b")).to.equal("blue");
    expect(both("10.0.0.1", "2001:db8::7")).to.equal("mixed");
    expect(both("192.0.2.7", "2001:db8::b")).to.equal("mixed");
    expect(both("192.0.2.7", "2001:db8::99")).to.equal("mixed");
    expect(answerLeads(answer(["2001:db8::7"]), at(a))).to.equal("mixed");
    const aliased = { ...own, origin: { ...alias, ipv6: { alias: alias.alias! } } };
    expect(answerLeads(answer(["2001:db8::99"]), aliased)).to.equal("mixed");
    const known = { ...aliased, record: "origin" as const };
    expect(answerLeads(answer(["2001:db8::99"]), known)).to.equal("origin");
  });

  it("has a target for each type of record", () => {
    const dual = at({ ...a, ipv6: { ttlSeconds: 60, values: ["2001:db8::7"] } });
    expect(targetLeads("2001:db8::7", dual, "AAAA")).to.equal("origin");
    expect(targetLeads("2001:db8::7", dual)).to.equal("mixed");
    expect(targetLeads("192.0.2.7, 192.0.2.8", dual)).to.equal("origin");
    expect(targetLeads("2001:db8::7", at(a), "AAAA")).to.equal("mixed");
  });

  it("is evidence of nothing while servers differ", () => {
    const answers = [answer(["192.0.2.7"]), answer(["10.0.0.1"])];
    expect(leadsTo({ ...at(a), answers })).to.equal("mixed");
    expect(leadsTo({ ...at(a), answers: answers.slice(0, 1) })).to.equal("origin");
  });

  it("that is not the origin's is reported with what was expected", () => {
    const look = at(a);
    const found = [answer(["192.0.2.7"]), answer(["10.0.0.1"])];
    expect(answerProblems("users.x", found, "origin", look)).to.deep.equal([
      "ns1 answers 10.0.0.1 for users.x, its origin is A 192.0.2.7, 192.0.2.8, TTL 300 s",
    ]);
    expect(answerProblems("users.x", [answer([], "x.herokudns.com")], "blue", look)).to.deep.equal([
      "ns1 answers x.herokudns.com for users.x, the blue load balancer has 10.0.0.1",
    ]);
  });
});

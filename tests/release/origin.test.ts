import { expect } from "chai";
import { fromDerivedConfig, toDerivedConfig } from "../../release/derivedConfig";
import type { ListedRecord } from "../../release/foreignRecords";
import {
  adoptNames,
  describeOrigin,
  finishAdoption,
  originRecordOf,
  sameOrigin,
} from "../../release/origin";
import { involvement, productionTargets, recordPlace } from "../../release/routing";
import { servingOf } from "../../release/serving";
import {
  colors,
  emptyState,
  type OriginRecord,
  parseState,
  type ReleaseState,
  runningIn,
  withServices,
} from "../../release/state";
import { leave, retire, stage, switchBack, switchOver } from "../../release/transitions";

const name = "users.example.com";
const origin: OriginRecord = { type: "A", ttlSeconds: 300, values: ["192.0.2.7"] };
const at = "2026-11-28T01:00:00Z";
const request = {
  ...{ id: "r-1", owner: "me@here:1", startedAt: at },
  services: { users: { image: "users@sha256:1", size: 2 } },
};

const adopted = adoptNames(withServices(emptyState, ["users"]), "users", { [name]: origin });
const staged = stage(adopted, request);
const switched = switchOver(staged, 60);
const returning = switchBack(switched, 60);
const released = retire(switched);
const leaving = leave(released, { ...request, id: "r-2", services: ["users"], rollsBack: true });
const left = switchOver(leaving, 60);

function seenIn(state: ReleaseState) {
  const service = state.services["users"]!;
  const part = involvement(state.current, "users");
  const [blue, green] = colors.map((edge) =>
    productionTargets(edge, service, part, runningIn(service))
      .map(({ fleet }) => fleet)
      .join(),
  );
  const { record } = servingOf(service, part, state.current?.leaves === true);
  return [recordPlace(service, name), blue, green, record ? "protected" : "open"];
}

describe("an adopted name", () => {
  const expected: Record<string, [ReleaseState, (string | null)[]]> = {
    "once it is adopted": [adopted, ["origin", "", "", "open"]],
    "while its first candidate is tested": [staged, ["origin", "blue", "blue", "open"]],
    "after the switch": [switched, ["blue", "blue", "blue", "open"]],
    "on its way back": [returning, ["origin", "blue", "blue", "open"]],
    "once it is rolled back": [retire(returning), ["origin", "", "", "open"]],
    "once it is released": [released, ["blue", "blue", "blue", "protected"]],
    "before it goes back": [leaving, ["blue", "blue", "blue", "open"]],
    "when it goes back": [left, ["origin", "blue", "blue", "open"]],
    "when that is taken back": [switchBack(left, 300), ["blue", "blue", "blue", "protected"]],
    "once it has gone back": [retire(left), ["origin", "", "", "open"]],
  };
  for (const [when, [state, seen]] of Object.entries(expected)) {
    it(`${when} has its record, both load balancers and its protection as they have to be`, () => {
      expect(seenIn(state)).to.deep.equal(seen);
    });
  }

  it("drains as long as clients may keep the origin's answer, also where no server told its TTL", () => {
    expect(switchOver(staged, 0).current!.ttlSeconds).to.equal(300);
    expect(switchOver(staged, 900).current!.ttlSeconds).to.equal(900);
    const alias = { name: "old.elb", zoneId: "Z", evaluateTargetHealth: true };
    const byAlias = adoptNames(adopted, "users", { [name]: { type: "A", alias } });
    expect(switchOver(stage(byAlias, request), 0).current!.ttlSeconds).to.equal(60);
  });

  it("drains on its way back only as long as clients keep the environment's own answer", () => {
    expect(returning.current!.ttlSeconds).to.equal(60);
    expect(left.current!.ttlSeconds).to.equal(60);
  });

  it("that goes back is released again like for the first time, with the same origin", () => {
    const back = retire(left);
    expect(back.services["users"]!.origin).to.deep.equal({ [name]: origin });
    expect(back.services["users"]!.previous).to.equal(undefined);
    expect(seenIn(switchOver(stage(back, request)))[0]).to.equal("blue");
  });

  it("is found again in the config of an `up` and in the output of the stack", () => {
    for (const state of [adopted, left, finishAdoption(released, "users")]) {
      expect(fromDerivedConfig(toDerivedConfig(state)).services).to.deep.equal(state.services);
      expect(parseState(JSON.parse(JSON.stringify(state)))).to.deep.equal(state);
    }
  });

  it("stays a CNAME once its origin is forgotten", () => {
    const cname: OriginRecord = { type: "CNAME", ttlSeconds: 300, values: ["x.herokudns.com"] };
    const both = adoptNames(adopted, "users", { "www.example.com": cname });
    const finished = finishAdoption(both, "users").services["users"]!;
    expect([finished.origin, finished.cnames]).to.deep.equal([undefined, ["www.example.com"]]);
    expect(recordPlace(finished, name)).to.equal(null);
  });

  it("that is adopted again as an A record is no CNAME any more", () => {
    const cname: OriginRecord = { type: "CNAME", ttlSeconds: 300, values: ["x.herokudns.com"] };
    const before = adoptNames(adopted, "users", { [name]: cname });
    expect(before.services["users"]!.cnames).to.deep.equal([name]);
    expect(adoptNames(before, "users", { [name]: origin }).services["users"]!.cnames).to.equal(
      undefined,
    );
  });
});

describe("the origin of a name", () => {
  const listed: ListedRecord = {
    name,
    type: "A",
    alias: null,
    values: ["192.0.2.7"],
    ttlSeconds: 300,
  };

  it("is exactly what Route 53 lists", () => {
    expect(originRecordOf([listed])).to.deep.equal(origin);
    const alias = { ...listed, alias: "d1.cloudfront.net.", aliasZoneId: "Z2", values: [] };
    expect(originRecordOf([{ ...alias, evaluateTargetHealth: true }])).to.deep.equal({
      type: "A",
      alias: { name: "d1.cloudfront.net.", zoneId: "Z2", evaluateTargetHealth: true },
    });
  });

  it("is nothing that has a routing policy, a health check or another type", () => {
    for (const more of [{ routing: "Weight" }, { healthCheckId: "h" }, { type: "TXT" }]) {
      expect(originRecordOf([{ ...listed, ...more }])).to.equal(undefined);
    }
  });

  it("is the same in any order and case, and another with another TTL", () => {
    const two = { ...origin, values: ["192.0.2.7", "192.0.2.8"] };
    expect(sameOrigin(two, { ...two, values: ["192.0.2.8", "192.0.2.7"] })).to.equal(true);
    expect(sameOrigin(origin, { ...origin, ttlSeconds: 60 })).to.equal(false);
    const cname: OriginRecord = { type: "CNAME", ttlSeconds: 1, values: ["X.herokudns.com."] };
    expect(sameOrigin(cname, { ...cname, values: ["x.herokudns.com"] })).to.equal(true);
  });

  const ipv6 = { ttlSeconds: 900, values: ["2001:db8::7"] };
  const dual: OriginRecord = { ...origin, ipv6 };

  it("has the AAAA record too, which is the same only with the same content", () => {
    const six = { ...listed, type: "AAAA", ...ipv6 };
    expect(originRecordOf([six, listed])).to.deep.equal(dual);
    expect(originRecordOf([listed, { ...six, routing: "Weight" }])).to.equal(undefined);
    expect(originRecordOf([six])).to.equal(undefined);
    expect(sameOrigin(dual, { ...dual })).to.equal(true);
    expect(sameOrigin(dual, origin)).to.equal(false);
    expect(sameOrigin(origin, dual)).to.equal(false);
    expect(sameOrigin(dual, { ...dual, ipv6: { ...ipv6, ttlSeconds: 60 } })).to.equal(false);
    expect(sameOrigin(dual, { ...dual, ipv6: { ...ipv6, values: ["::1"] } })).to.equal(false);
    expect(describeOrigin(dual)).to.equal("A 192.0.2.7, TTL 300 s and AAAA 2001:db8::7, TTL 900 s");
  });

  it("drains by the longer TTL of both records, and is kept in the state", () => {
    const both = adoptNames(adopted, "users", { [name]: dual });
    expect(switchOver(stage(both, request), 0).current!.ttlSeconds).to.equal(900);
    expect(fromDerivedConfig(toDerivedConfig(both)).services).to.deep.equal(both.services);
    expect(parseState(JSON.parse(JSON.stringify(both)))).to.deep.equal(both);
    expect(finishAdoption(both, "users").services["users"]).to.not.have.property("origin");
  });

  it("is described with what a person would look for in Route 53", () => {
    expect(describeOrigin(origin)).to.equal("A 192.0.2.7, TTL 300 s");
    const alias = { name: "old.elb.", zoneId: "Z", evaluateTargetHealth: true };
    expect(describeOrigin({ type: "A", alias })).to.equal("A alias of old.elb");
  });
});

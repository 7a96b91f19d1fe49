import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { adoptNames } from "../../release/origin";
import type { OriginRecord, ReleaseState } from "../../release/state";
import { leave, retire, switchBack, switchOver } from "../../release/transitions";
import { type Run, runProgram } from "./engine";
import { all, find } from "./find";
import { environment, firstReleaseOf, phases, programAt } from "./phases";

const name = "users.dev.example.com";
const token = "aws:route53/getRecords:getRecords";
const a: OriginRecord = { type: "A", ttlSeconds: 300, values: ["192.0.2.7", "192.0.2.8"] };
const cname: OriginRecord = { type: "CNAME", ttlSeconds: 300, values: ["x.herokudns.com"] };
const alias: OriginRecord = {
  type: "A",
  alias: { name: "old.elb.example.", zoneId: "ZOLD", evaluateTargetHealth: true },
};
const adoptedAs = (origin: OriginRecord) =>
  adoptNames(phases["never released"], "users", { [name]: origin });

/** As Route 53 lists it. */
const listed = ({ type, values = [], alias: target }: OriginRecord) => ({
  ...{ name: `${name}.`, type },
  resourceRecords: values.map((value) => ({ value })),
  aliasTarget: target ? { dnsName: target.name } : {},
});

const dual: OriginRecord = { ...a, ipv6: { ttlSeconds: 900, values: ["2001:db8::7"] } };
const six = {
  ...{ name: `${name}.`, type: "AAAA", aliasTarget: {} },
  resourceRecords: [{ value: "2001:db8::7" }],
};

describe("the record of an adopted name", function () {
  this.timeout(30_000);
  let inventory: unknown;
  before(async () => {
    inventory = (await programAt("never released")).outputs!["inventory"];
  });

  const applied = (wanted: ReleaseState, deployed: ReleaseState, ...records: object[]) =>
    runProgram({
      config: { ...environment, ...toDerivedConfig(wanted) },
      deployed: { release: deployed, colorSecret: "s3cret", inventory },
      answers: { [token]: { resourceRecordSets: records } },
    });
  const recordIn = (run: Run) => {
    if (run.error) throw run.error;
    const { inputs, protect, retained } = find(run, "Record", "users-production");
    return { inputs, protect, retained };
  };

  for (const [what, origin, content] of [
    ["values", a, { type: "A", ttl: 300, records: ["192.0.2.7", "192.0.2.8"] }],
    ["a CNAME", cname, { type: "CNAME", ttl: 300, records: ["x.herokudns.com"] }],
    ["an alias", alias, { type: "A", aliases: [alias.alias] }],
  ] as const) {
    it(`is written with exactly the content that it has, ${what}, and never deleted`, async () => {
      const run = await applied(adoptedAs(origin), phases["never released"], listed(origin));
      expect(recordIn(run)).to.deep.equal({
        inputs: { zoneId: "Z1", name, ...content, allowOverwrite: true },
        protect: false,
        retained: true,
      });
    });
  }

  it("moves and comes back under the same logical name, and is only kept while its origin serves", async () => {
    const adopted = adoptedAs(a);
    const staged = firstReleaseOf(adopted);
    const switched = switchOver(staged);
    const target = (run: Run) => {
      const { inputs, retained } = recordIn(run);
      const [led] = (inputs["aliases"] ?? []) as { name: string }[];
      return [led?.name ?? inputs["records"], retained];
    };
    expect(target(await applied(staged, adopted))).to.deep.equal([a.values, true]);
    expect(target(await applied(switched, staged))).to.deep.equal(["edge-blue.elb.example", false]);
    const returning = switchBack(switched);
    expect(target(await applied(returning, switched))).to.deep.equal([a.values, true]);
    const idle = retire(switched);
    const { id, owner, startedAt } = staged.current!;
    const leaving = leave(idle, { id, owner, startedAt, services: ["users"], rollsBack: true });
    expect(target(await applied(switchOver(leaving), leaving))).to.deep.equal([a.values, true]);
  });

  it("stays a CNAME, of the load balancer and with its TTL", async () => {
    const staged = firstReleaseOf(adoptedAs(cname));
    expect(recordIn(await applied(switchOver(staged), staged)).inputs).to.deep.equal({
      ...{ zoneId: "Z1", name, allowOverwrite: true },
      ...{ type: "CNAME", ttl: 60, records: ["edge-blue.elb.example"] },
    });
  });

  it("is refused if it has changed since it was read, before anything is registered", async () => {
    const changed = listed({ ...a, values: ["198.51.100.1"] });
    for (const [found, said] of [
      [[changed], `${name} has an A record: 198.51.100.1`],
      [[], `${name} no longer has a record`],
    ] as const) {
      const { error, resources } = await applied(adoptedAs(a), phases["never released"], ...found);
      expect(error?.message).to.equal(
        "This `up` was refused: the record of an adopted name has changed since it was read, and nothing is " +
          `overwritten:\n- ${said}\nNext: run the command again: it reads the record anew`,
      );
      expect(resources).to.deep.equal([]);
    }
  });

  it("moves and comes back with its AAAA record, also once IPv6 is off", async () => {
    const adopted = adoptedAs(dual);
    const staged = firstReleaseOf(adopted);
    const switched = switchOver(staged);
    const both = (run: Run) => {
      if (run.error) throw run.error;
      return ["users-production", "users-production-ipv6"].map((one) => {
        const { inputs, retained } = find(run, "Record", one);
        const [led] = (inputs["aliases"] ?? []) as { name: string }[];
        return [inputs["type"], inputs["ttl"], led?.name ?? inputs["records"], retained];
      });
    };
    const origin = [
      ["A", 300, a.values, true],
      ["AAAA", 900, ["2001:db8::7"], true],
    ];
    const blue = [
      ["A", undefined, "edge-blue.elb.example", false],
      ["AAAA", undefined, "edge-blue.elb.example", false],
    ];
    const first = await applied(adopted, phases["never released"], listed(a), six);
    expect(both(first)).to.deep.equal(origin);
    expect(first.outputs!["inventory"]).to.have.deep.nested.property("services.users.ipv6", [name]);
    expect(both(await applied(staged, adopted))).to.deep.equal(origin);
    expect(both(await applied(switched, staged))).to.deep.equal(blue);
    expect(both(await applied(switchBack(switched), switched))).to.deep.equal(origin);
  });

  it("is refused if its AAAA record has changed or is gone", async () => {
    const moved = { ...six, resourceRecords: [{ value: "2001:db8::9" }] };
    for (const [found, said] of [
      [[listed(a), moved], `${name} has an AAAA record: 2001:db8::9`],
      [[listed(a)], `${name} no longer has an AAAA record`],
    ] as const) {
      const { error, resources } = await applied(
        adoptedAs(dual),
        phases["never released"],
        ...found,
      );
      expect(error?.message).to.contain(`nothing is overwritten:\n- ${said}\nNext: `);
      expect(resources).to.deep.equal([]);
    }
    const added = await applied(adoptedAs(a), phases["never released"], listed(a), six);
    expect(added.error?.message).to.contain(`\n- ${name} has an AAAA record: 2001:db8::7\nNext: `);
  });

  it("is left alone once its adoption is finished before a release", async () => {
    const adopted = adoptedAs(a);
    const run = await applied(phases["never released"], adopted);
    expect(run.error).to.equal(undefined);
    expect(all(run, "Record").filter((one) => one.name === "users-production")).to.deep.equal([]);
  });
});

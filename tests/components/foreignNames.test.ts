import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all } from "./find";
import { phases } from "./phases";
import { withNewName } from "./variantRuns";

const token = "aws:route53/getRecords:getRecords";
const name = "www.dev.example.com.";
const alias = (dnsName: string) => ({
  ...{ name, type: "A", resourceRecords: [] },
  aliasTarget: { dnsName, hostedZoneId: "Z9", evaluateTargetHealth: false },
});
const plain = (type: string, value: string) => ({
  ...{ name, type, resourceRecords: [{ value }] },
  aliasTarget: {},
});

describe("a name that gets its first record", function () {
  this.timeout(20_000);
  let first: Run;
  before(async () => {
    first = await runProgram({ config: config() });
  });

  const found = (...resourceRecordSets: object[]) =>
    withNewName(first, { [token]: { resourceRecordSets } });

  it("is looked up, and is free without records or with those that lead no client", async () => {
    const run = await found(plain("TXT", '"v=spf1 -all"'), plain("MX", "10 mail.example.com"));
    expect(run.error).to.equal(undefined);
    expect(run.invokes.filter((one) => one === token)).to.have.length(1);
    expect(all(run, "Record").some(({ inputs }) => `${String(inputs["name"])}.` === name)).to.equal(
      true,
    );
  });

  it("may lead to the environment's own load balancer: an `up` died before it recorded that", async () => {
    expect((await found(alias("dualstack.Edge-Blue.elb.example."))).error).to.equal(undefined);
  });

  it("may not get an AAAA record in place of somebody's, beside its own A record", async () => {
    const state = await runProgram({ config: { ...config(), ...toDerivedConfig(phases.idle) } });
    const turnOn = (ipv6: boolean, inventory: unknown, ...resourceRecordSets: object[]) =>
      runProgram({
        config: { ...config(), loadBalancers: { ipv6 }, ...toDerivedConfig(phases.idle) },
        deployed: { ...state.outputs, release: phases.idle, inventory },
        answers: { [token]: { resourceRecordSets } },
      });
    const users = "users.dev.example.com";
    const foreign = { ...plain("AAAA", "2001:db8::1"), name: users };
    const own = { ...alias("edge-blue.elb.example."), name: users };
    const { inventory } = state.outputs as { inventory: object };
    const refused = await turnOn(true, inventory, own, foreign);
    expect(refused.error?.message).to.contain(`${users} has an AAAA record: 2001:db8::1`);
    expect((await turnOn(true, inventory, own)).error).to.equal(undefined);
    // Without IPv6, nothing of it is overwritten.
    expect((await turnOn(false, inventory, own, foreign)).error).to.equal(undefined);
  });

  for (const [what, record, said] of [
    ["an alias", alias("d1.cloudfront.net."), "an A record: alias of d1.cloudfront.net"],
    ["an address", plain("A", "192.0.2.1"), "an A record: 192.0.2.1"],
    ["an IPv6 address", plain("AAAA", "2001:db8::1"), "an AAAA record: 2001:db8::1"],
    ["a CNAME", plain("CNAME", "old.example.com"), "a CNAME record: old.example.com"],
    ["an HTTPS record", plain("HTTPS", "1 . alpn=h2"), "an HTTPS record: 1 . alpn=h2"],
  ] as const) {
    it(`is refused if it leads elsewhere by ${what}, before anything is registered`, async () => {
      const { error, resources } = await found(record);
      expect(error?.message).to.equal(
        "This `up` was refused: names of this environment already lead elsewhere, and nothing is " +
          `overwritten:\n- www.dev.example.com has ${said}\n` +
          "Next: delete these records in Route 53 once nobody needs them, or choose other names " +
          "(`hosts`), then run the command again",
      );
      expect(resources).to.deep.equal([]);
    });
  }
});

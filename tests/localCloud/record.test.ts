import { expect } from "chai";
import * as operations from "../../localCloud/control/operations";
import { Fixture, refusal } from "./fixture";

const type = "aws:route53/record:Record";

describe("a DNS record of the local cloud", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    // 50 times as fast: the provider gives up after 0.4 s.
    fixture = await Fixture.open({ recordSyncSeconds: 20 });
  });
  afterEach(() => fixture.close());

  it("is the new one even if the provider gave up waiting for it to be in sync", async () => {
    const { cloud } = fixture;
    const at = (address: string) => ({
      zoneId: cloud.zone.id,
      name: "users.rehearsal.test",
      type: "A",
      ttl: 5,
      records: [address],
    });
    const state = await fixture.create(type, "users", at("10.0.0.1"));
    cloud.zone.holdLastServer(true);
    expect(await refusal(fixture.update(type, "users", state, at("10.0.0.2")))).to.match(
      /^Timeout: waiting for Route 53 change \w+: timeout while waiting for state to become 'INSYNC'/,
    );
    const read = operations.read(cloud, { type, name: "users" }, String(state.id), state);
    expect(read.inputs["records"]).to.deep.equal(["10.0.0.2"]);
  });
});

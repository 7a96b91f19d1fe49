import { expect } from "chai";
import { inventorySchema } from "../../release/inventory";
import { imageFlags } from "../../rehearsal/run/images";
import { domain } from "../../rehearsal/run/settings";
import { Scene } from "../../rehearsal/scene";

const name = `users.${domain}`;

/** On the real Pulumi: a name with an A and an AAAA record is adopted, released, and given back. */
describe("the adoption of a name with an AAAA record on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let original: unknown[];

  before(async () => {
    scene = await Scene.open({ more: { matching: null } });
    scene.editSettings({ loadBalancers: { ipv6: true } });
    const { client } = scene.cloud;
    const body = { service: "users", version: "origin", digest: "sha256:origin" };
    await client.startForeign("203.0.113.7", [name], body);
    await client.putRecord(name, "A", ["203.0.113.7"], 4);
    await client.putRecord(name, "AAAA", ["2001:db8::7", "2001:db8::8"], 7);
    original = await records();
  });
  after(() => scene.close());

  const records = () => scene.cloud.client.records(name);
  const types = async () => (await records()).map(({ type, aliasOf }) => [type, aliasOf !== null]);

  it("leaves both records as they are", async () => {
    const { json } = await scene.mustRun(["up"]);
    const pushed = await scene.push("v1", inventorySchema.parse(json["inventory"]));
    await scene.mustRun(["adopt", "--service", "users"]);
    expect(original).to.have.length(2);
    expect(await records()).to.deep.equal(original);
    const { json: released } = await scene.mustRun(["deploy", ...imageFlags(pushed)]);
    expect(released).to.have.property("drainSeconds").that.is.at.least(7);
    expect(await types()).to.deep.equal([
      ["A", true],
      ["AAAA", true],
    ]);
  });

  it("restores both exactly", async () => {
    await scene.mustRun(["rollback", "--service", "users"]);
    expect(await records()).to.deep.equal(original);
    const { lines } = await scene.mustRun(["up"]);
    expect(
      lines.filter((line) => /Pulumi: (creating|updating|replacing|deleting)/.test(line)),
    ).to.deep.equal([]);
  });
});

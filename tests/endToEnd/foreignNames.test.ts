import { expect } from "chai";
import { parse, stringify } from "yaml";
import { inventorySchema } from "../../release/inventory";
import type { Finding } from "../../automation/verify/finding";
import { domain } from "../../rehearsal/run/settings";
import { Scene } from "../../rehearsal/scene";

/** On the real Pulumi: names that already lead elsewhere are left as they are. */
describe("a name with somebody else's record, on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let image: string;
  const [users, www] = [`users.${domain}`, `www.${domain}`];

  before(async () => {
    scene = await Scene.open({ more: { matching: null } });
    const { json } = await scene.mustRun(["up"]);
    image = (await scene.push("v1", inventorySchema.parse(json["inventory"])))["users"]!.reference;
    await scene.cloud.client.putRecord(users, "CNAME", ["old.example.com"]);
  });
  after(() => scene.close());

  const recorded = async (name: string) =>
    (await scene.cloud.client.records(name)).map(({ type, values }) => [type, ...values].join(" "));

  it("is reported by `verify`, and refused by the first release before anything changes", async () => {
    const { json } = await scene.run(["verify"]);
    const wrong = (json["findings"] as Finding[]).filter(({ status }) => status === "error");
    expect(wrong.map(({ check, subject, found }) => [check, subject, found])).to.deep.equal([
      ["names", users, `${users} has a CNAME record: old.example.com`],
    ]);
    const before = await scene.release();
    const deploy = await scene.run(["deploy", "--service", "users", "--image", image]);
    expect(deploy.code).to.equal(2);
    expect((deploy.json["reasons"] as string[])[0]).to.contain(
      `names ${users}: ${users} has a CNAME record: old.example.com; take over what it leads to: ` +
        `\`bluegreen adopt --stack rehearsal --service users --record ${users}\`; or delete it in Route 53`,
    );
    expect(await scene.release()).to.deep.equal(before);
    expect(await recorded(users)).to.deep.equal(["CNAME old.example.com"]);
  });

  it("is refused as another name of a service that serves, also by the plain CLI's program", async () => {
    const file = parse(scene.committedSettings()) as { config: Record<string, unknown> };
    const services = file.config["bluegreen:services"] as Record<string, object>;
    Object.assign(services["users"]!, { hosts: ["people"] });
    scene.writeSettings(stringify(file));
    await scene.mustRun(["deploy", "--service", "users", "--image", image]);
    await scene.cloud.client.putRecord(www, "AAAA", ["2001:db8::1"]);
    for (const command of [
      ["host", "add", "www", "--service", "users"],
      ["host", "add", "users", "--service", "users"],
    ]) {
      const { code, json } = await scene.run(command);
      expect(code).to.equal(2);
      expect(json["found"]).to.equal(
        "names of this environment already lead elsewhere, and nothing is overwritten",
      );
    }
    expect(await recorded(www)).to.deep.equal(["AAAA 2001:db8::1"]);
    expect(await recorded(users)).to.deep.equal(["CNAME old.example.com"]);
    const { services: deployed } = await scene.inventory();
    expect(deployed["users"]?.productionName).to.equal(`people.${domain}`);
  });
});

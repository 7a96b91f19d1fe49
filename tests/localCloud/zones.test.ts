import { expect } from "chai";
import { create } from "../../localCloud/api/zones";
import { questions, orders } from "../../localCloud/api/procedures";
import type { CloudClient } from "../../localCloud/api/client";
import type { HostedZone } from "../../localCloud/dataplane/hostedZone";
import { createLocalObserver } from "../../localCloud/world/observer";
import type { Inventory } from "../../release/inventory";
import { Fixture, refusal } from "./fixture";

const record = "aws:route53/record:Record";

describe("the local cloud's hosted zones", () => {
  let fixture: Fixture;
  let other: string;
  before(async () => {
    fixture = await Fixture.open();
    other = await create(fixture.cloud, "other.test", "delegated");
    await create(fixture.cloud, "deep.other.test", "undelegated");
    await create(fixture.cloud, "inside.test", "private");
    for (let count = 0; count < 2; count++) await create(fixture.cloud, "twice.test", "delegated");
  });
  after(() => fixture.close());

  const getZone = (name: string, privateZone = false) =>
    Promise.resolve().then(
      () =>
        orders.invoke(fixture.cloud, "aws:route53/getZone:getZone", { name, privateZone }).outputs,
    );

  it("are found by name, public and private ones separately, or reported missing in the provider's words", async () => {
    expect((await getZone("other.test."))?.["zoneId"]).to.equal(other);
    expect((await getZone("inside.test", true))?.["name"]).to.equal("inside.test");
    const none = "NoMatchingHostedZone: no matching Route 53 Hosted Zone found";
    expect(await refusal(getZone("inside.test"))).to.equal(none);
    expect(await refusal(getZone("other.test", true))).to.equal(none);
    expect(await refusal(getZone("shop.other.test"))).to.equal(none);
    expect(await refusal(getZone("twice.test"))).to.match(
      /^MultipleHostedZones: multiple Route 53 Hosted Zones matched; use additional constraints/,
    );
  });

  it("have servers and records of their own", async () => {
    const inputs = {
      zoneId: other,
      name: "a.other.test",
      type: "A",
      ttl: 5,
      records: ["10.0.0.1"],
    };
    await fixture.create(record, "a", inputs);
    expect(questions.records(fixture.cloud, "a.other.test")).to.have.length(1);
    expect([...fixture.cloud.zone.records.keys()]).to.deep.equal([]);
    const names = questions
      .info(fixture.cloud)
      .otherZones.map(({ name, delegated, nameServers }) => [name, delegated, nameServers.length]);
    expect(names).to.deep.equal([
      ["other.test", true, 4],
      ["deep.other.test", false, 4],
      ["twice.test", true, 4],
      ["twice.test", true, 4],
    ]);
  });

  it("answer for a name if they are delegated: the nearest one, or nobody", () => {
    const answering = (name: string) => fixture.cloud.zoneAnswering(name)?.name;
    expect(answering("users.rehearsal.test")).to.equal("rehearsal.test");
    expect(answering("other.test")).to.equal("other.test");
    expect(answering("shop.deep.other.test.")).to.equal("other.test");
    expect(answering("shop.inside.test")).to.equal(undefined);
    expect(answering("another.test")).to.equal(undefined);
  });

  it("are queried only for the names that are recorded as theirs", async () => {
    const info = () => Promise.resolve(questions.info(fixture.cloud));
    const observer = createLocalObserver({ info } as unknown as CloudClient);
    const zones = { "shop.other.test": { id: other, name: "other.test", nameServers: [] } };
    const inventory = { hostedZone: { id: fixture.cloud.zone.id }, services: { users: { zones } } };
    const asked = async (name: string) =>
      (await observer.resolve(inventory as unknown as Inventory, name)).map((one) => one.server);
    const serversOf = ({ servers }: HostedZone) => servers.map(({ name }) => name);
    const [theirs] = fixture.cloud.otherZones;
    expect(await asked("shop.other.test")).to.deep.equal(serversOf(theirs!));
    expect(await asked("users.rehearsal.test")).to.deep.equal(serversOf(fixture.cloud.zone));
  });

  it("prove a certificate only where public DNS finds its record", async () => {
    const certificate = await fixture.create("aws:acm/certificate:Certificate", "deep", {
      domainName: "shop.deep.other.test",
      validationMethod: "DNS",
    });
    const [option] = certificate["domainValidationOptions"] as Record<string, string>[];
    const proof = (zoneId: string) => ({
      zoneId,
      name: option!["resourceRecordName"],
      type: "CNAME",
      records: [option!["resourceRecordValue"]],
      ttl: 60,
    });
    const deep = fixture.cloud.otherZones.find(({ name }) => name === "deep.other.test")!;
    await fixture.create(record, "unseen", proof(deep.id));
    const validation = fixture.create(
      "aws:acm/certificateValidation:CertificateValidation",
      "deep",
      {
        certificateArn: certificate["arn"],
      },
    );
    let issued = false;
    const seen = validation.then(() => (issued = true));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(issued).to.equal(false);
    await fixture.create(record, "seen", proof(other));
    await seen;
    expect(issued).to.equal(true);
  });
});

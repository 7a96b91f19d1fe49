import { expect } from "chai";
import type { Properties } from "../../../localCloud/control/resource";
import { Fixture } from "../fixture";

const type = "aws:wafv2/webAclAssociation:WebAclAssociation";
const id = "01234567-89ab-cdef-0123-456789abcdef";

describe("web ACLs in the local cloud", () => {
  let fixture: Fixture;
  let resourceArn: string;
  let place: string;

  before(async () => {
    fixture = await Fixture.open();
    const { region } = fixture.cloud.options;
    const edge = await fixture.loadBalancer("edge");
    resourceArn = String(edge.arn);
    place = `arn:aws:wafv2:${region}:${resourceArn.split(":")[4]}`;
  });
  after(() => fixture.close());

  const associate = (name: string, webAclArn: string, more: Properties = {}) =>
    fixture.create(type, name, { resourceArn, webAclArn, ...more });
  const refusal = (made: Promise<unknown>) =>
    made.then(
      () => "",
      ({ message }: Error) => message,
    );

  it("are refused where AWS would", async () => {
    const missing = `${place}:regional/webacl/none/${id}`;
    expect(await refusal(associate("none", missing))).to.match(/Your resource doesn't exist/);
    const global = `${place}:global/webacl/shop/${id}`;
    fixture.cloud.webAcls.create(global);
    expect(await refusal(associate("global", global))).to.match(/does not have the scope REGIONAL/);
    const elsewhere = `arn:aws:wafv2:us-west-2:123456789012:regional/webacl/shop/${id}`;
    fixture.cloud.webAcls.create(elsewhere);
    expect(await refusal(associate("away", elsewhere))).to.match(/is in another region/);
    const there = `${place}:regional/webacl/there/${id}`;
    fixture.cloud.webAcls.create(there);
    const other = { resourceArn: `${resourceArn}0` };
    expect(await refusal(associate("lost", there, other))).to.match(/there is no load balancer/);
  });

  it("are taken off by the load balancer alone, so that the old one has to go first", async () => {
    const { webAcls } = fixture.cloud;
    const [one, two] = ["one", "two"].map((name) => `${place}:regional/webacl/${name}/${id}`);
    for (const arn of [one!, two!]) webAcls.create(arn);
    const first = await associate("first", one!);
    await fixture.delete(type, "first", first);
    const second = await associate("second", two!);
    expect(webAcls.of(resourceArn)).to.equal(two);
    const again = await associate("again", one!);
    await fixture.delete(type, "second", second);
    expect(webAcls.of(resourceArn)).to.equal(null);
    await fixture.delete(type, "again", again);
  });

  it("block paths at each load balancer that has them, with whatever its listeners do", async () => {
    const arn = `${place}:regional/webacl/blocking/${id}`;
    fixture.cloud.webAcls.create(arn, "/admin");
    const edges: Properties[] = [];
    for (const color of ["blue", "green"]) {
      const edge = await fixture.loadBalancer(color);
      await fixture.create("aws:lb/listener:Listener", color, {
        ...{ loadBalancerArn: edge.arn, port: 80, protocol: "HTTP" },
        defaultActions: [{ type: "redirect", redirect: { path: "/", statusCode: "HTTP_301" } }],
      });
      edges.push(edge);
    }
    const answers = async (path: string) => {
      const ports = edges.map((edge) => fixture.cloud.edges.get(String(edge.arn))!.localPort(80));
      const got = ports.map((port) =>
        fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual" }),
      );
      return (await Promise.all(got)).map(({ status }) => status);
    };
    expect(await answers("/admin")).to.deep.equal([301, 301]);
    const associated = [];
    for (const [index, edge] of edges.entries()) {
      associated.push(await associate(`filter-${index}`, arn, { resourceArn: edge.arn }));
    }
    expect(await answers("/admin/users")).to.deep.equal([403, 403]);
    expect(await answers("/administer")).to.deep.equal([403, 403]);
    expect(await answers("/users/admin")).to.deep.equal([301, 301]);
    await fixture.delete(type, "filter-0", associated[0]!);
    expect(await answers("/admin")).to.deep.equal([301, 403]);
  });
});

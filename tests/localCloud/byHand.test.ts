import { expect } from "chai";
import { deleteByHand } from "../../localCloud/control/byHand";
import { Fixture, refusal } from "./fixture";

const listener = "aws:lb/listener:Listener";
const loadBalancer = "aws:lb/loadBalancer:LoadBalancer";

describe("what somebody deletes in the console of the local cloud", () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await Fixture.open()));
  afterEach(() => fixture.close());

  const left = () => fixture.cloud.resources.list().map(({ name }) => name);

  async function edge() {
    const vpc = await fixture.create("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = (zone: string, net: number) =>
      fixture.create("aws:ec2/subnet:Subnet", zone, {
        vpcId: vpc.id,
        cidrBlock: `10.0.${net}.0/24`,
        availabilityZone: `eu-central-1${zone}`,
      });
    const subnets = [(await subnet("a", 0)).id, (await subnet("b", 1)).id];
    const made = await fixture.create(loadBalancer, "edge", { subnets });
    const http = await fixture.create(listener, "http", {
      loadBalancerArn: made.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        {
          type: "fixed-response",
          fixedResponse: { contentType: "text/plain", statusCode: "404", messageBody: "" },
        },
      ],
    });
    return { made, http };
  }

  it("takes along what AWS deletes with it: of a load balancer its listeners", async () => {
    const { http } = await edge();
    expect(left()).to.deep.equal(["vpc", "a", "b", "edge", "http"]);
    await deleteByHand(fixture.cloud, loadBalancer, "edge");
    expect(left()).to.deep.equal(["vpc", "a", "b"]);
    // Pulumi finds it gone, and deleting it again is no failure.
    await fixture.delete(listener, "http", http);
  });

  it("is found by its logical name", async () => {
    expect(await refusal(deleteByHand(fixture.cloud, loadBalancer, "edge"))).to.equal(
      `NotFound: ${loadBalancer} 'edge' does not exist`,
    );
  });
});

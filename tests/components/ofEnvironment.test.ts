import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { isOfEnvironment } from "../../components/stack/ofEnvironment";
import { programInVariants } from "./variantRuns";

const urn = (rest: string, stack = "dev") => `urn:pulumi:${stack}::bluegreen::${rest}`;
const others = (urns: string[]) => urns.filter((one) => !isOfEnvironment(one));

describe("what tells the environment's resources from a team's own", function () {
  this.timeout(60_000);

  it("knows everything that the program registers, in each variant of settings", async () => {
    const runs = [...(await programInVariants()).values()];
    const urns = new Set(runs.flatMap(({ resources }) => resources.map((one) => urn(one.urn!))));
    expect(others([...urns])).to.deep.equal([]);
    expect(urns.size).to.be.greaterThan(100);
  });

  it("knows what serves in environments that earlier versions made", () => {
    const folder = join(__dirname, "urns");
    const urns = readdirSync(folder).flatMap((version) =>
      readdirSync(join(folder, version)).flatMap((file) => {
        const stack = file === "prod.txt" ? "prod" : "dev";
        const lines = readFileSync(join(folder, version, file), "utf8")
          .trim()
          .split("\n");
        return lines.map((line) => urn(line, stack));
      }),
    );
    expect(others(urns)).to.deep.equal([]);
    expect(urns.length).to.be.greaterThan(50);
  });

  it("takes for a team's own whatever else there is", () => {
    const own = [
      "aws:rds/instance:Instance::users",
      "aws:ecs/cluster:Cluster::batch",
      "aws:ec2/vpcEndpoint:VpcEndpoint::sqs",
      "awsx:ec2:Vpc::other",
      "awsx:ec2:Vpc$aws:ec2/vpc:Vpc::other",
      "shop:index:Database$aws:rds/instance:Instance::users::replica",
    ].map((rest) => urn(rest));
    expect(others(own)).to.deep.equal(own);
    const ours = [
      "aws:ecs/cluster:Cluster::cluster",
      "awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::vpc-private-1",
      "pulumi:providers:aws::default_7_48_0",
      "pulumi:pulumi:Stack::bluegreen-dev",
    ].map((rest) => urn(rest));
    expect(others(ours)).to.deep.equal([]);
  });
});

import * as pulumi from "@pulumi/pulumi";
import { version } from "@pulumi/aws/package.json";

const modelled = new Set([
  "cidrBlock",
  "numberOfAvailabilityZones",
  "availabilityZoneCidrMask",
  "natGateways",
  "enableDnsHostnames",
  "enableDnsSupport",
  "subnetStrategy",
  "subnetSpecs",
  "tags",
]);

interface VpcInputs {
  cidrBlock?: pulumi.Input<string>;
  numberOfAvailabilityZones?: number;
  tags?: pulumi.Input<Record<string, string>>;
}

/**
 * `awsx:ec2:Vpc` as far as a program can see it: the VPC, and one public and one private subnet in each
 * availability zone, each with a route table. Gateways and routes carry no traffic here and are left out.
 */
export class Vpc extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly routeTables: pulumi.CustomResource[] = [];

  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super("awsx:ec2:Vpc", name, {}, options);
    for (const property of Object.keys(inputs).filter((key) => !modelled.has(key))) {
      throw new Error(`the local cloud does not model property \`${property}\` of awsx:ec2:Vpc`);
    }
    const { cidrBlock = "10.0.0.0/16", numberOfAvailabilityZones = 3, tags } = inputs as VpcInputs;
    const vpc = this.child("aws:ec2/vpc:Vpc", name, { cidrBlock, tags });
    const subnets = (kind: "public" | "private", half: 0 | 1) =>
      ["a", "b", "c"].slice(0, numberOfAvailabilityZones).map((zone, index) => {
        const subnet = this.child("aws:ec2/subnet:Subnet", `${name}-${kind}-${index + 1}`, {
          vpcId: vpc.id,
          cidrBlock: pulumi.output(cidrBlock).apply((cidr) => eighth(cidr, 2 * index + half)),
          availabilityZone: `${new pulumi.Config("aws").get("region") ?? "eu-central-1"}${zone}`,
          tags,
        });
        const ofSubnet = { vpcId: vpc.id, tags };
        this.routeTables.push(
          this.child("aws:ec2/routeTable:RouteTable", `${name}-${kind}-${index + 1}`, ofSubnet),
        );
        return subnet.id;
      });
    this.vpcId = vpc.id;
    this.publicSubnetIds = subnets("public", 0);
    this.privateSubnetIds = subnets("private", 1);
    this.registerOutputs();
  }

  private child(type: string, name: string, inputs: pulumi.Inputs): pulumi.CustomResource {
    // As generated SDKs do: without it Pulumi would use another provider in the first `up` than in
    // later ones.
    return new Child(type, name, inputs, { parent: this, version });
  }
}

/** A resource whose type is known only at run time. */
class Child extends pulumi.CustomResource {}

/** A zone has a quarter of the range, and each of its two subnets half of that. */
function eighth(cidrBlock: string, index: number): string {
  const [address = "", prefix] = cidrBlock.split("/");
  const bits = Number(prefix) + 3;
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const start = first + index * 2 ** (32 - bits);
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${parts.join(".")}/${bits}`;
}

import * as pulumi from "@pulumi/pulumi";
import { version } from "@pulumi/aws/package.json";

const modelled = new Set([
  "cidrBlock",
  "numberOfAvailabilityZones",
  "assignGeneratedIpv6CidrBlock",
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
  assignGeneratedIpv6CidrBlock?: boolean;
  subnetSpecs?: { type: "Public" | "Private"; assignIpv6AddressOnCreation?: boolean }[];
  tags?: pulumi.Input<Record<string, string>>;
}

/**
 * `awsx:ec2:Vpc` as far as a program can see it: the VPC, and one public and one private subnet in each
 * availability zone, each with a route table. Gateways and routes carry no traffic here: but for what a program
 * needs to route IPv6 itself, they are left out.
 */
export class Vpc extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly routeTables: pulumi.CustomResource[] = [];
  readonly routeTableAssociations: pulumi.CustomResource[] = [];
  readonly internetGateway: pulumi.CustomResource | undefined;

  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super("awsx:ec2:Vpc", name, {}, options);
    for (const property of Object.keys(inputs).filter((key) => !modelled.has(key))) {
      throw new Error(`the local cloud does not model property \`${property}\` of awsx:ec2:Vpc`);
    }
    const { cidrBlock = "10.0.0.0/16", numberOfAvailabilityZones = 3, tags } = inputs as VpcInputs;
    const { assignGeneratedIpv6CidrBlock = false, subnetSpecs = [] } = inputs as VpcInputs;
    const ofVpc = { cidrBlock, tags, assignGeneratedIpv6CidrBlock };
    const vpc = new Ranged("aws:ec2/vpc:Vpc", name, ofVpc, { parent: this, version });
    // As awsx does: a subnet has an IPv6 range if it gives addresses of it to what is created in it.
    const ipv6Of = (kind: "public" | "private", index: number) => {
      const spec = subnetSpecs.find(({ type }) => type.toLowerCase() === kind);
      const assigns = spec?.assignIpv6AddressOnCreation ?? assignGeneratedIpv6CidrBlock;
      const ipv6CidrBlock = vpc.ipv6CidrBlock.apply((range) => ipv6Subnet(range, index));
      return assigns && { assignIpv6AddressOnCreation: true, ipv6CidrBlock };
    };
    if (assignGeneratedIpv6CidrBlock) {
      const gateway = "aws:ec2/internetGateway:InternetGateway";
      this.internetGateway = this.child(gateway, name, { vpcId: vpc.id, tags });
    }
    const subnets = (kind: "public" | "private", half: 0 | 1) =>
      ["a", "b", "c"].slice(0, numberOfAvailabilityZones).map((zone, index) => {
        const subnet = this.child("aws:ec2/subnet:Subnet", `${name}-${kind}-${index + 1}`, {
          vpcId: vpc.id,
          cidrBlock: pulumi.output(cidrBlock).apply((cidr) => eighth(cidr, 2 * index + half)),
          availabilityZone: `${new pulumi.Config("aws").get("region") ?? "eu-central-1"}${zone}`,
          tags,
          ...ipv6Of(kind, 2 * index + half),
        });
        this.route(`${name}-${kind}-${index + 1}`, { vpcId: vpc.id, tags }, subnet);
        return subnet.id;
      });
    this.vpcId = vpc.id;
    this.publicSubnetIds = subnets("public", 0);
    this.privateSubnetIds = subnets("private", 1);
    this.registerOutputs();
  }

  private route(name: string, ofTable: pulumi.Inputs, subnet: pulumi.CustomResource): void {
    const table = this.child("aws:ec2/routeTable:RouteTable", name, ofTable);
    this.routeTables.push(table);
    if (!this.internetGateway) return;
    const association = "aws:ec2/routeTableAssociation:RouteTableAssociation";
    const both = { routeTableId: table.id, subnetId: subnet.id };
    this.routeTableAssociations.push(this.child(association, name, both));
  }

  private child(type: string, name: string, inputs: pulumi.Inputs): pulumi.CustomResource {
    // As generated SDKs do: without it Pulumi would use another provider in the first `up` than in
    // later ones.
    return new Child(type, name, inputs, { parent: this, version });
  }
}

/** A resource whose type is known only at run time. */
class Child extends pulumi.CustomResource {}

class Ranged extends pulumi.CustomResource {
  declare readonly ipv6CidrBlock: pulumi.Output<string>;

  constructor(type: string, name: string, inputs: pulumi.Inputs, opts: pulumi.ResourceOptions) {
    // An output has to be named among the inputs.
    super(type, name, { ipv6CidrBlock: undefined, ...inputs }, opts);
  }
}

/** The VPC has a /56 of IPv6, a subnet a /64 of that. */
function ipv6Subnet(ofVpc: string, index: number): string {
  const [first, second, third, fourth = ""] = ofVpc.split(":");
  const group = (Number.parseInt(fourth, 16) & 0xff00) | index;
  return `${first}:${second}:${third}:${group.toString(16)}::/64`;
}

/** A zone has a quarter of the range, and each of its two subnets half of that. */
function eighth(cidrBlock: string, index: number): string {
  const [address = "", prefix] = cidrBlock.split("/");
  const bits = Number(prefix) + 3;
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const start = first + index * 2 ** (32 - bits);
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${parts.join(".")}/${bits}`;
}

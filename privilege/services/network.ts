import { anything, calls, ours, read, stamped, write } from "../grant";
import { kinds, vpc } from "./ec2";

const own = write(kinds("vpc"), ours);
const made = (kind: string) => write(kinds(kind), stamped);
const mine = (...names: string[]) => write(kinds(...names), ours);

const vpcEndpoint = "vpc-endpoint";

const tagging = ["ec2:CreateTags", "ec2:DeleteTags"] as const;

export const networkTypes = {
  /** A component that its plugin builds from several types, in a VPC that belongs to the stack (pulumi-awsx). */
  "awsx:ec2:Vpc": calls(
    {
      "ec2:CreateVpc": made("vpc"),
      "ec2:DeleteVpc": own,
      "ec2:ModifyVpcAttribute": own,
      "ec2:AssociateVpcCidrBlock": own,
      "ec2:DisassociateVpcCidrBlock": own,
      "ec2:DescribeVpcs": read(anything),
      "ec2:DescribeVpcAttribute": read(kinds("vpc")),
      "ec2:DescribeNetworkAcls": read(anything),
      "ec2:DescribeAvailabilityZones": read(anything),

      "ec2:CreateSubnet": [made("subnet"), write(vpc.resources, vpc.condition)],
      "ec2:DeleteSubnet": mine("subnet"),
      "ec2:ModifySubnetAttribute": mine("subnet"),
      "ec2:AssociateSubnetCidrBlock": mine("subnet"),
      "ec2:DisassociateSubnetCidrBlock": mine("subnet"),
      "ec2:DescribeSubnets": read(anything),

      "ec2:CreateInternetGateway": made("internet-gateway"),
      "ec2:DeleteInternetGateway": mine("internet-gateway"),
      "ec2:AttachInternetGateway": mine("internet-gateway", "vpc"),
      "ec2:DetachInternetGateway": mine("internet-gateway", "vpc"),
      "ec2:DescribeInternetGateways": read(anything),

      "ec2:AllocateAddress": made("elastic-ip"),
      "ec2:ReleaseAddress": mine("elastic-ip"),
      "ec2:DisassociateAddress": mine("elastic-ip", "network-interface"),
      "ec2:DescribeAddresses": read(anything),
      "ec2:DescribeAddressesAttribute": read(anything),

      "ec2:CreateNatGateway": [made("natgateway"), mine("subnet", "elastic-ip")],
      "ec2:DeleteNatGateway": mine("natgateway"),
      "ec2:DescribeNatGateways": read(anything),

      "ec2:CreateRouteTable": [made("route-table"), own],
      "ec2:DeleteRouteTable": mine("route-table"),
      "ec2:DescribeRouteTables": read(anything),
      "ec2:CreateRoute": mine("route-table"),
      "ec2:ReplaceRoute": mine("route-table"),
      "ec2:DeleteRoute": mine("route-table"),
      "ec2:AssociateRouteTable": mine("route-table", "subnet"),
      "ec2:DisassociateRouteTable": mine("route-table", "subnet"),
      "ec2:ReplaceRouteTableAssociation": mine("route-table", "subnet"),
    },
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeNetworkInterfaces",
    ...tagging,
  ),
  "aws:ec2/route:Route": calls(
    {},
    "ec2:CreateRoute",
    "ec2:ReplaceRoute",
    "ec2:DeleteRoute",
    "ec2:DescribeRouteTables",
  ),
  /** A gateway endpoint, which adds a route to route tables. */
  "aws:ec2/vpcEndpoint:VpcEndpoint": calls(
    {
      "ec2:CreateVpcEndpoint": [made(vpcEndpoint), mine("vpc", "route-table")],
      "ec2:ModifyVpcEndpoint": mine(vpcEndpoint, "route-table"),
      "ec2:DeleteVpcEndpoints": mine(vpcEndpoint),
      "ec2:DescribeVpcEndpoints": read(anything),
      "ec2:DescribePrefixLists": read(anything),
    },
    ...tagging,
  ),
};

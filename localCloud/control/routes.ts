import { z } from "zod";
import { CloudError } from "../errors";
import { requireById, subnetType, vpcType } from "./vpcs";
import { defineType } from "./resourceType";
import { tags } from "./schemas";
import { routeTableType } from "./vpcEndpoint";

const internetGatewayType = "aws:ec2/internetGateway:InternetGateway";
const routeType = "aws:ec2/route:Route";
const associationType = "aws:ec2/routeTableAssociation:RouteTableAssociation";

/** No packet takes these ways: they are here so that what refers to them is checked. */
const internetGateway = defineType({
  token: internetGatewayType,
  properties: { vpcId: z.string(), tags },
  replaceOn: ["vpcId"],
  create(cloud, { vpcId }) {
    requireById(cloud, vpcType, vpcId, "InvalidVpcID.NotFound");
    const attached = cloud.resources.all(internetGatewayType);
    if (attached.some(({ inputs }) => inputs.vpcId === vpcId)) {
      throw new CloudError(
        "Resource.AlreadyAssociated",
        `Network vpc ${vpcId} already has an internet gateway attached`,
      );
    }
    const id = cloud.newId("igw");
    return { id, outputs: { arn: cloud.arn("ec2", `internet-gateway/${id}`) } };
  },
});

const association = defineType({
  token: associationType,
  properties: { routeTableId: z.string(), subnetId: z.string() },
  replaceOn: ["subnetId"],
  create(cloud, { routeTableId, subnetId }) {
    requireById(cloud, routeTableType, routeTableId, "InvalidRouteTableID.NotFound");
    requireById(cloud, subnetType, subnetId, "InvalidSubnetID.NotFound");
    return { id: cloud.newId("rtbassoc"), outputs: {} };
  },
});

const route = defineType({
  token: routeType,
  properties: {
    routeTableId: z.string(),
    destinationIpv6CidrBlock: z.literal("::/0"),
    gatewayId: z.string().regex(/^igw-/, "must be an internet gateway"),
  },
  replaceOn: ["routeTableId", "destinationIpv6CidrBlock"],
  create(cloud, { routeTableId, destinationIpv6CidrBlock, gatewayId }) {
    const table = requireById(cloud, routeTableType, routeTableId, "InvalidRouteTableID.NotFound");
    const gateway = requireById(
      ...([cloud, internetGatewayType, gatewayId, "InvalidInternetGatewayID.NotFound"] as const),
    );
    if (gateway.inputs.vpcId !== table.inputs.vpcId) {
      const problem = `route table ${routeTableId} and network gateway ${gatewayId} belong to different networks`;
      throw new CloudError("InvalidParameterValue", problem);
    }
    const { outputs } = requireById(
      ...([cloud, vpcType, String(table.inputs.vpcId), "InvalidVpcID.NotFound"] as const),
    );
    if (outputs.ipv6CidrBlock === "") {
      throw new CloudError(
        "InvalidParameterValue",
        `The VPC of route table ${routeTableId} has no IPv6 CIDR block`,
      );
    }
    const routes = cloud.resources.all(routeType);
    if (routes.some(({ inputs }) => inputs.routeTableId === routeTableId)) {
      throw new CloudError(
        "RouteAlreadyExists",
        `The route identified by ${destinationIpv6CidrBlock} already exists.`,
      );
    }
    return { id: `r-${routeTableId}${destinationIpv6CidrBlock}`, outputs: {} };
  },
});

export const routeTypes = [internetGateway, association, route];

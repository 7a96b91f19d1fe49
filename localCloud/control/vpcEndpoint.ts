import { z } from "zod";
import { CloudError } from "../errors";
import { requireById, vpcType } from "./vpcs";
import { defineType } from "./resourceType";
import { tags } from "./schemas";

export const routeTableType = "aws:ec2/routeTable:RouteTable";
const vpcEndpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";

const routeTable = defineType({
  token: routeTableType,
  properties: { vpcId: z.string(), tags },
  replaceOn: ["vpcId"],
  create(cloud, { vpcId }) {
    requireById(cloud, vpcType, vpcId, "InvalidVpcID.NotFound");
    const id = cloud.newId("rtb");
    return { id, outputs: { arn: cloud.arn("ec2", `route-table/${id}`) } };
  },
});

/** A gateway, which costs nothing and adds a route; those of other types have addresses. */
const vpcEndpoint = defineType({
  token: vpcEndpointType,
  properties: {
    vpcId: z.string(),
    vpcEndpointType: z.literal("Gateway"),
    serviceName: z
      .string()
      .regex(/^com\.amazonaws\.[a-z0-9-]+\.(s3|dynamodb)$/, "has no gateway endpoint"),
    routeTableIds: z.array(z.string()),
    tags,
  },
  replaceOn: ["vpcId", "vpcEndpointType", "serviceName"],
  create(cloud, { vpcId, serviceName, routeTableIds }) {
    requireById(cloud, vpcType, vpcId, "InvalidVpcId.NotFound");
    const routed = cloud.resources
      .all(vpcEndpointType)
      .filter(({ inputs }) => inputs.serviceName === serviceName)
      .flatMap(({ inputs }) => inputs.routeTableIds as string[]);
    for (const id of routeTableIds) {
      const { inputs } = requireById(cloud, routeTableType, id, "InvalidRouteTableId.NotFound");
      if (inputs.vpcId !== vpcId) {
        const problem = `route table ${id} and the endpoint belong to different networks`;
        throw new CloudError("InvalidParameter", problem);
      }
      if (routed.includes(id)) {
        const problem = `route table ${id} already has a route to ${serviceName}`;
        throw new CloudError("RouteAlreadyExists", problem);
      }
    }
    const id = cloud.newId("vpce");
    return { id, outputs: { arn: cloud.arn("ec2", `vpc-endpoint/${id}`), state: "available" } };
  },
});

export const vpcEndpointTypes = [routeTable, vpcEndpoint];

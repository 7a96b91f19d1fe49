import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { main, type Provider } from "@pulumi/pulumi/provider";
import packageFile from "@pulumi/awsx/package.json";
import { endWithCloud } from "./controlApi";
import { Vpc } from "./vpc";

/** The components of `awsx` that the local cloud has. */
const awsxProvider: Provider = {
  version: packageFile.version,

  construct(name: string, type: string, inputs: Inputs, options: ComponentResourceOptions) {
    if (type !== "awsx:ec2:Vpc") {
      throw new Error(`the local cloud does not model the component type \`${type}\``);
    }
    const vpc = new Vpc(name, inputs, options);
    const { vpcId, publicSubnetIds, privateSubnetIds, routeTables } = vpc;
    const { routeTableAssociations, internetGateway } = vpc;
    const subnets = { publicSubnetIds, privateSubnetIds };
    const routing = { routeTables, routeTableAssociations, internetGateway };
    const state = { vpcId, ...subnets, ...routing };
    return Promise.resolve({ urn: vpc.urn, state });
  },
};

endWithCloud();
void main(awsxProvider, []);

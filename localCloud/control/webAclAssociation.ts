import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { arnOf } from "./schemas";

/** `AssociateWebACL` and `DisassociateWebACL`, AWS WAFV2 API Reference. */
export const webAclAssociation = defineType({
  token: "aws:wafv2/webAclAssociation:WebAclAssociation",
  properties: {
    resourceArn: arnOf("elasticloadbalancing"),
    webAclArn: arnOf("wafv2"),
  },
  replaceOn: ["resourceArn", "webAclArn"],
  create(cloud, { resourceArn, webAclArn }) {
    const refuse = (code: string, why: string) => new CloudError(code, why);
    if (!webAclArn.split(":")[5]!.startsWith("regional/webacl/")) {
      throw refuse("WAFInvalidParameterException", `${webAclArn} does not have the scope REGIONAL`);
    }
    if (webAclArn.split(":")[3] !== cloud.options.region) {
      throw refuse("WAFInvalidParameterException", `${webAclArn} is in another region`);
    }
    if (!cloud.webAcls.exists(webAclArn)) {
      throw refuse("WAFNonexistentItemException", "Your resource doesn't exist.");
    }
    if (!cloud.edges.has(resourceArn)) {
      throw refuse("WAFUnavailableEntityException", `there is no load balancer ${resourceArn}`);
    }
    cloud.webAcls.associate(resourceArn, webAclArn);
    return { id: `${webAclArn},${resourceArn}`, outputs: {} };
  },
  // By the load balancer alone: after a replacement that creates first, it would have none.
  delete(cloud, { inputs: { resourceArn } }) {
    cloud.webAcls.disassociate(resourceArn);
  },
});

import { webAclParts } from "../../../../config/loadBalancers";
import type { Aws } from "../clients";

/** Whether there is such a web ACL, in the region of the environment. */
export async function webAclExists(aws: Aws, arn: string): Promise<boolean> {
  const { name: Name, id: Id } = webAclParts(arn);
  const waf = await aws.waf();
  try {
    await waf.getWebACL({ Name, Id, Scope: "REGIONAL" }, aws.callOptions);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "WAFNonexistentItemException") return false;
    throw error;
  }
}

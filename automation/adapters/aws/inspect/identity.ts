import type { Identity } from "../../../world/inspector";
import type { Aws } from "../clients";

/** Whose the credentials are, by the one call that needs no permission. */
export async function callerIdentity(aws: Aws, region: string): Promise<Identity> {
  const { Account = "", Arn = "" } = await (await aws.sts()).getCallerIdentity({}, aws.callOptions);
  return { account: Account, arn: Arn, region };
}

import * as aws from "@pulumi/aws";
import type { RecordedPlace } from "./deployed";

/** Why this `up` would go to another account or region than the stack lives in; empty when it does not. */
export async function placeProblems({ account, region }: RecordedPlace): Promise<string[]> {
  if (account === undefined && region === undefined) return [];
  const [caller, here] = await Promise.all([aws.getCallerIdentity(), aws.getRegion()]);
  const problems: string[] = [];
  if (account !== undefined && caller.accountId !== account) {
    problems.push(
      `it lives in account ${account}, and these credentials are of ${caller.accountId} (${caller.arn}): ` +
        `use credentials of ${account}`,
    );
  }
  if (region !== undefined && here.region !== region) {
    problems.push(
      `it lives in ${region}, and \`aws:region\` is ${here.region}: set it back; ` +
        "an environment elsewhere is a stack of its own",
    );
  }
  return problems;
}

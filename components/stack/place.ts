import * as aws from "@pulumi/aws";
import { arnParts } from "../../config/arn";
import type { RecordedPlace } from "./deployed";

/**
 * Reasons why this `up` would go to another account or region than the stack is deployed in; empty if it
 * would not.
 */
export async function placeProblems({ account, region }: RecordedPlace): Promise<string[]> {
  if (account === undefined && region === undefined) return [];
  const [caller, here] = await Promise.all([aws.getCallerIdentity(), aws.getRegion()]);
  const problems: string[] = [];
  if (account !== undefined && caller.accountId !== account) {
    problems.push(
      `it is deployed in account ${account}, but these credentials are for ` +
        `${caller.accountId} (${caller.arn}): use credentials for ${account}`,
    );
  }
  if (region !== undefined && here.region !== region) {
    problems.push(
      `it is deployed in ${region}, but \`aws:region\` is ${here.region}: set it back, or ` +
        "create a new stack for the other region",
    );
  }
  return problems;
}

/** Why CloudWatch Logs would refuse the key: it takes those of its own region (AssociateKmsKey). */
export async function logKeyProblems(logKmsKeyArn: string | undefined): Promise<string[]> {
  if (logKmsKeyArn === undefined) return [];
  const { region } = arnParts(logKmsKeyArn);
  const here = await aws.getRegion();
  if (region === here.region) return [];
  return [
    `\`logKmsKeyArn\` is a key in ${region}, but the logs are in ${here.region}, and CloudWatch Logs accepts only keys ` +
      "of its own region: use a key there",
  ];
}

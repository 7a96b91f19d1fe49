import { isOutsideArn } from "../config/outside";

/** Problems with the list of what an administrator confirmed; empty if there are none. */
export function keptProblems(kept: readonly string[]): string[] {
  return kept
    .filter((arn) => !isOutsideArn(arn))
    .map(
      (arn) =>
        `\`${arn}\` in \`kept\` must be the ARN of one secret, SSM parameter, KMS key or ECR repository`,
    );
}

/**
 * Why a boundary can't be made while deployed versions name what it does not cover: without it they could not start,
 * but whoever may deploy can write such names into the state.
 *
 * @param confirmed how many entries `kept` has
 */
export function unconfirmed(arns: readonly string[], stack: string, confirmed: number): string[] {
  return arns.map(
    (arn, index) =>
      `a deployed version of ${stack} needs ${arn}, which Pulumi.${stack}.yaml does not name. Whoever may deploy ` +
      `${stack} can write that into its state: if its tasks may use it, confirm it with ` +
      `\`pulumi config set --stack ${stack} --path 'kept[${confirmed + index}]' ${arn}\` and run \`pulumi up\` ` +
      `again; otherwise \`bluegreen history --stack ${stack}\` shows who released what`,
  );
}

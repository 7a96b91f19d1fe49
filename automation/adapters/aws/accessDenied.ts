/**
 * What a refusal of IAM names. The text comes in several forms:
 * `User: <arn> is not authorized to perform: <action> on resource: <arn> because no ... allows ...`,
 * without a resource where the action has none, `... with an explicit deny in a ...`, and
 * `Not authorized to perform sts:AssumeRoleWithWebIdentity`.
 */
const pattern =
  /(?:User:? (?<principal>\S+) is )?not authorized to perform:? (?<action>[\w-]+:\w+)(?: on resource:? (?<resource>\S+))?(?<why> (?:because|with) .+)?/i;

export interface Denied {
  message: string;
  /** Without the end of the sentence. */
  mend: string;
}

/** Names the action and the resource that are lacking, and for whom. */
export function deniedIn(text: string): Denied {
  const { principal, action, resource, why = "" } = pattern.exec(text)?.groups ?? {};
  if (action === undefined) {
    return {
      message: `AWS denied the access: ${text.replace(/\.$/, "")}.`,
      mend: "Ask whoever manages the permissions of these credentials",
    };
  }
  const who = principal === undefined ? "The caller" : `\`${principal}\``;
  const where = resource === undefined ? "" : ` on \`${resource}\``;
  const missing = `\`${action}\`${where}`;
  return {
    message: `${who} is not allowed ${missing}${why.replace(/\.$/, "")}.`,
    mend: /explicit deny/.test(why)
      ? `Remove the explicit deny of ${missing}`
      : `Allow ${missing === `\`${action}\`` ? `${missing} on \`*\`` : missing} in the policy of ${who === "The caller" ? "the caller" : who}`,
  };
}

/**
 * Reads which action and resource IAM denied. The text comes in several forms:
 * `User: <arn> is not authorized to perform: <action> on resource: <arn> because no ... allows ...`,
 * without a resource where the action has none, `... with an explicit deny in a ...`, and
 * `Not authorized to perform sts:AssumeRoleWithWebIdentity`.
 */
const pattern =
  /(?:User:? (?<principal>\S+) is )?not authorized to perform:? (?<action>[\w-]+:\w+)(?: on resource:? "?(?<resource>[^\s"]+)"?)?(?<why> (?:because|with) .+)?/i;

export interface Denied {
  message: string;
  /** Without the final full stop. */
  next: string;
}

/** Names the missing permission: action, resource, and caller. */
export function deniedIn(text: string): Denied {
  const { principal, action, resource, why = "" } = pattern.exec(text)?.groups ?? {};
  if (action === undefined) {
    return {
      message: `AWS denied access: ${text.replace(/\.$/, "")}.`,
      next: "Ask whoever manages the permissions of these credentials",
    };
  }
  const caller = principal === undefined ? "the caller" : `\`${principal}\``;
  const where = resource === undefined ? "" : ` on \`${resource}\``;
  // If the refusal names no resource, the action can only be allowed on all of them.
  const lacking = `\`${action}\` on \`${resource ?? "*"}\``;
  const opened = openedByOwner(resource, principal, why);
  return {
    message: `IAM does not allow ${caller} \`${action}\`${where}${why.replace(/\.$/, "")}.`,
    next: /explicit deny/.test(why)
      ? `Remove the explicit deny of ${lacking}`
      : (opened ?? `Allow ${lacking} in the policy of ${caller}`),
  };
}

/** What the other account has to do, if that is what is missing; undefined: it is not. */
function openedByOwner(resource = "", principal = "", why: string): string | undefined {
  const [owner, caller] = [resource, principal].map((arn) => arn.split(":")[4]);
  if (!/no resource-based policy/.test(why) || !owner || !caller || owner === caller) {
    return undefined;
  }
  const opens = `In account ${owner}, allow account ${caller} to pull in the policy of \`${resource}\``;
  return /^arn:[a-z-]+:ecr:/.test(resource)
    ? `${opens} (if an environment made it: list "${caller}" in the environment's \`pullAccounts\`)`
    : opens.replace(" to pull", "");
}

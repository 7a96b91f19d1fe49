import { characters, type PolicyDocument, type Statement } from "./statement";

/** Maximum size of a managed policy in characters (IAM User Guide, "IAM and STS quotas"). */
export const managedPolicyCharacters = 6144;

/** Managed policies that a role may have by default (same page). */
export const policiesOfRole = 10;

/** The statements in order, in as few documents as the limit allows without splitting a statement. */
export function packed(statements: readonly Statement[]): PolicyDocument[] {
  const documents: PolicyDocument[] = [];
  for (const statement of statements) {
    const last = documents.at(-1);
    const longer = { ...empty, Statement: [...(last?.Statement ?? []), statement] };
    if (last && characters(longer) <= managedPolicyCharacters) last.Statement.push(statement);
    else documents.push({ ...empty, Statement: [statement] });
  }
  return documents;
}

const empty = { Version: "2012-10-17" as const };

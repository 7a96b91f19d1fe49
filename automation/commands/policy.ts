import { boundaryPolicy } from "../../privilege/boundary";
import { managedPolicyCharacters } from "../../privilege/pack";
import { type PolicyInput, rolePolicies } from "../../privilege/policy";
import { type AccessRole, accessRoles } from "../../privilege/accessRoles";
import type { Scope } from "../../privilege/scope";
import { characters, type PolicyDocument } from "../../privilege/statement";
import { githubProvider, githubTrust, usualEnvironment } from "../../privilege/trust";
import { exitCodes, refused } from "../world/errors";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";

export interface PolicyOptions extends StackOptions {
  role: string;
  account?: string;
  cluster?: string;
  /** `owner/name`. */
  github?: string;
  environment?: string;
}

interface NamedPolicy {
  name: string;
  /** As IAM counts them. */
  characters: number;
  document: PolicyDocument;
}

/** `bluegreen policy`: the permissions that a role needs on AWS, as documents to attach, and no others. */
export function policy(options: PolicyOptions, input: PolicyInput): CommandResult {
  const role = checkedRole(options);
  if (role === "boundary") return result(role, boundary(input.scope), undefined, "");
  const policies = rolePolicies(role, input).map((document, index) =>
    named(`${input.scope.project}-${input.scope.stack}-${role}-${index + 1}`, document),
  );
  return result(
    role,
    policies,
    trust(options, role, input.scope),
    warning(options, role, input.scope),
  );
}

function boundary(scope: Scope): NamedPolicy[] {
  return [named(`${scope.project}-${scope.stack}-boundary`, boundaryPolicy(scope, []))];
}

function named(name: string, document: PolicyDocument): NamedPolicy {
  return { name, characters: characters(document), document };
}

/** The role that was asked for. Throws DeployError if an option is wrong, before AWS is asked anything. */
export function checkedRole({ role, github }: Pick<PolicyOptions, "role" | "github">) {
  const known = ([...accessRoles, "boundary"] as const).find((name) => name === role);
  if (known === undefined) {
    throw refused(
      `unknown role \`${role}\``,
      `use --role with one of: ${[...accessRoles, "boundary"].join(", ")}`,
    );
  }
  if (github !== undefined && !/^[\w.@-]+\/[\w.@-]+$/.test(github)) {
    throw refused(
      `--github \`${github}\` is not a repository`,
      "give the repository as owner/name, as in its OIDC settings",
    );
  }
  return known;
}

function trust({ github, environment, stack }: PolicyOptions, role: AccessRole, scope: Scope) {
  if (github === undefined) return undefined;
  const place = { repository: github, environment: environment ?? usualEnvironment(role, stack) };
  return githubTrust(role, githubProvider(scope), place);
}

function warning(
  { stack }: PolicyOptions,
  role: AccessRole,
  { permissionsBoundary }: Scope,
): string {
  if (role === "preview" || permissionsBoundary !== undefined) return "";
  return (
    "no `permissionsBoundary` is set, so anyone who may deploy can give a task any permission. Create a " +
    `policy from \`bluegreen policy --stack ${stack} --role boundary\` and set its ARN as ` +
    "`permissionsBoundary`"
  );
}

function result(
  role: string,
  policies: NamedPolicy[],
  trustPolicy: object | undefined,
  caution: string,
): CommandResult {
  const pretty = (document: object) => JSON.stringify(document, null, 2);
  const text = policies.flatMap(({ name, characters: count, document }) => [
    `# ${name}: ${count} of ${managedPolicyCharacters} characters`,
    pretty(document),
  ]);
  if (trustPolicy) text.push(`# trust policy of the ${role} role`, pretty(trustPolicy));
  if (caution) text.push(`# ${caution}`);
  return {
    json: { ok: true, role, policies, trust: trustPolicy ?? null, caution: caution || null },
    text: text.join("\n"),
    exitCode: exitCodes.done,
  };
}

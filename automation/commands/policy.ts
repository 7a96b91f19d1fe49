import { arnParts } from "../../config/arn";
import { boundaryPolicy, boundaryProblems } from "../../privilege/boundary";
import { noTaskRights } from "../../privilege/taskRights";
import { managedPolicyCharacters } from "../../privilege/pack";
import { execPolicies, type PolicyInput, rolePolicies } from "../../privilege/policy";
import { type AccessRole, accessRoles, readsOnly } from "../../privilege/accessRoles";
import { previewsBoundary, previewStacks, type Scope } from "../../privilege/scope";
import { characters, type PolicyDocument } from "../../privilege/statement";
import {
  githubProblems,
  githubProvider,
  githubTrust,
  usualEnvironments,
} from "../../privilege/trust";
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

const printedRoles = [...accessRoles, "exec", "boundary", "preview-boundary"] as const;

/** Printed above a boundary: applying it as it is could deny deployed versions what only they use. */
const settingsAlone = [
  "# built from the settings only: something that only a deployed version uses is not covered; access/ covers both",
];

interface NamedPolicy {
  name: string;
  /** As IAM counts them. */
  characters: number;
  document: PolicyDocument;
}

/** `bluegreen policy`: the permissions that a role needs on AWS, as documents to attach, and no others. */
export function policy(options: PolicyOptions, input: PolicyInput): CommandResult {
  const role = checkedRole(options);
  if (role === "boundary" || role === "preview-boundary") {
    return result(role, boundary(role, input.scope), undefined, settingsAlone);
  }
  if (role === "exec") return result(role, ofPeople(input), undefined);
  refuseUnbounded(options.stack, role, input.scope);
  const policies = rolePolicies(role, input).map((document, index) =>
    named(`${input.scope.project}-${input.scope.stack}-${role}-${index + 1}`, document),
  );
  return result(role, policies, trust(options, role, input.scope));
}

/** A pipeline has no use for it, so it comes without a trust policy. */
function ofPeople(input: PolicyInput): NamedPolicy[] {
  const { project, stack } = input.scope;
  return execPolicies(input).map((document, index) =>
    named(`${project}-${stack}-exec-${index + 1}`, document),
  );
}

function boundary(role: "boundary" | "preview-boundary", scope: Scope): NamedPolicy[] {
  const ofPreviews = role === "preview-boundary";
  const limited = ofPreviews ? previewStacks(scope) : scope;
  const document = boundaryPolicy(limited, noTaskRights);
  const [problem] = boundaryProblems(document, limited);
  if (problem !== undefined) {
    throw refused(problem, `change Pulumi.${scope.stack}.yaml and run the command again`);
  }
  const name = `${scope.project}-${scope.stack}-boundary`;
  return [named(ofPreviews ? previewsBoundary(name) : name, document)];
}

function named(name: string, document: PolicyDocument): NamedPolicy {
  return { name, characters: characters(document), document };
}

/** The role that was asked for. Throws DeployError if an option is wrong, before AWS is asked anything. */
export function checkedRole({
  role,
  github,
  environment,
  stack,
}: Pick<PolicyOptions, "role" | "github" | "environment" | "stack">) {
  const known = printedRoles.find((name) => name === role);
  if (known === undefined) {
    throw refused(`unknown role \`${role}\``, `use --role with one of: ${printedRoles.join(", ")}`);
  }
  const deploying = known === "deploy" && github !== undefined ? (environment ?? stack) : undefined;
  const [problem] = githubProblems({ repository: github, environment, deploying });
  if (problem !== undefined) {
    throw refused(problem, "correct --github or --environment and run the command again");
  }
  return known;
}

function trust({ github, environment, stack }: PolicyOptions, role: AccessRole, scope: Scope) {
  if (github === undefined) return undefined;
  const environments = environment === undefined ? usualEnvironments(role, stack) : [environment];
  return githubTrust(githubProvider(scope), { repository: github, environments });
}

/**
 * Permission to create roles and start tasks with them amounts to every permission, unless a
 * boundary of this account limits the roles.
 */
function refuseUnbounded(stack: string, role: AccessRole, scope: Scope): void {
  const { permissionsBoundary: boundary, account } = scope;
  if (readsOnly(role)) return;
  const isOwn = boundary !== undefined && arnParts(boundary).account === account;
  if (isOwn) return;
  const found =
    boundary === undefined
      ? "no `permissionsBoundary` is set"
      : `\`permissionsBoundary\` is ${boundary}, which is not a policy of account ${account}`;
  const print = (what: string) => `\`bluegreen policy --stack ${stack} --role ${what}\``;
  const set = `ARN as \`permissionsBoundary\` in Pulumi.${stack}.yaml`;
  throw refused(
    `${found}: whoever has this role could give a task any permission`,
    role === "preview-stacks"
      ? `create two policies: one from ${print("boundary")}, and one from ${print("preview-boundary")}, named like ` +
          `the first plus \`-previews\`; then set the first one's ${set}`
      : `create a policy from ${print("boundary")}, and set its ${set}`,
  );
}

function result(
  role: string,
  policies: NamedPolicy[],
  trustPolicy: object | undefined,
  notes: readonly string[] = [],
): CommandResult {
  const pretty = (document: object) => JSON.stringify(document, null, 2);
  const documents = policies.flatMap(({ name, characters: count, document }) => [
    `# ${name}: ${count} of ${managedPolicyCharacters} characters`,
    pretty(document),
  ]);
  const text = [...notes, ...documents];
  if (trustPolicy) text.push(`# trust policy of the ${role} role`, pretty(trustPolicy));
  return {
    json: { ok: true, role, policies, trust: trustPolicy ?? null },
    text: text.join("\n"),
    exitCode: exitCodes.done,
  };
}

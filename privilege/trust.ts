import type { AccessRole } from "./accessRoles";
import type { Scope } from "./scope";

/** Issuer of the tokens that GitHub gives to workflow jobs. */
export const githubIssuer = "token.actions.githubusercontent.com";

/** Who in a GitHub repository may assume a role. */
export interface GithubTrust {
  /**
   * `owner/name`, as the repository's OIDC settings show it: in tokens of repositories created, renamed
   * or transferred since mid-2026, GitHub appends ids to the names (changelog of 2026-04-23).
   */
  repository: string;
  /** GitHub environments whose jobs assume the role; their protection rules decide who and when. */
  environments: readonly string[];
}

/** Environments whose jobs assume the role of a stack, unless another is set (ci/github/). */
export function usualEnvironments(role: AccessRole, stack: string): string[] {
  return {
    deploy: [stack],
    preview: [`plan-${stack}`],
    drift: [`drift-${stack}`],
    // Jobs of main delete previews without a reviewer.
    "preview-stacks": ["previews", "previews-end"],
  }[role];
}

/**
 * Trust policy of a role for GitHub Actions: jobs in the given environments may assume it. Subject and audience
 * must match exactly, so no fork and no other repository gets in. The subject of an environment's job does not
 * contain the branch, so the environment's protection rules decide which branches may, and after whose approval.
 * Source: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services".
 */
export function githubTrust(provider: string, github: GithubTrust) {
  const subjects = github.environments.map(
    (environment) => `repo:${github.repository}:environment:${environment}`,
  );
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: provider },
        Condition: {
          StringEquals: {
            [`${githubIssuer}:aud`]: "sts.amazonaws.com",
            [`${githubIssuer}:sub`]: subjects.length === 1 ? subjects[0]! : subjects,
          },
        },
      },
    ],
  } as const;
}

/** ARN of the account's identity provider for GitHub; an account has one for each issuer. */
export function githubProvider({
  partition,
  account,
}: Pick<Scope, "partition" | "account">): string {
  return `arn:${partition}:iam::${account}:oidc-provider/${githubIssuer}`;
}

/**
 * Jobs of pull requests run in these environments, and others that no reviewer approves; GitHub does not tell upper
 * from lower case.
 */
const notForDeploying = /^(plan-.*|drift-.*|previews|previews-end)$/i;

/**
 * Problems with what becomes part of a trust policy; IAM would read `$` as the start of a variable.
 *
 * @param given.deploying the environment whose jobs may deploy
 */
export function githubProblems(given: {
  repository?: string | undefined;
  environment?: string | undefined;
  deploying?: string | undefined;
}): string[] {
  const { repository, deploying, environment = deploying } = given;
  return [
    ...(repository === undefined || /^[\w.@-]+\/[\w.@-]+$/.test(repository)
      ? []
      : [`\`${repository}\` is not a repository: give \`owner/name\`, as in its OIDC settings`]),
    ...(environment === undefined || /^[^*?$:]+$/.test(environment)
      ? []
      : [`\`${environment}\` is not a GitHub environment that a policy can name`]),
    ...(deploying !== undefined && notForDeploying.test(deploying)
      ? [
          `jobs in the GitHub environment \`${deploying}\` must not deploy: those of pull requests, or that nobody ` +
            "approves, run in `plan-…`, `drift-…`, `previews` and `previews-end`",
        ]
      : []),
  ];
}

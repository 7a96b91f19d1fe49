import type { AccessRole } from "./accessRoles";
import type { Scope } from "./scope";

/** Issuer of the tokens that GitHub gives to the jobs of a workflow. */
export const githubIssuer = "token.actions.githubusercontent.com";

/** Who of a GitHub repository may take on a role. */
export interface GithubTrust {
  /**
   * `owner/name`, as the repository's OIDC settings show it: GitHub puts ids behind the names in the tokens of
   * repositories made, renamed or transferred since mid-2026 (changelog of 2026-04-23).
   */
  repository: string;
  /** Environment of the repository whose jobs take the role; its protection rules say who and when. */
  environment: string;
}

/** Environment of the jobs that make preview stacks, unless another is named (ci/github/preview.yml). */
export const previewsEnvironment = "previews";

/** Environment of the jobs that look at night whether all is as recorded (ci/github/nightly.yml). */
export const driftEnvironment = "drift";

/** Environment whose jobs take the role of a stack, unless another is named. */
export function usualEnvironment(role: AccessRole, stack: string): string {
  return { deploy: stack, preview: driftEnvironment, "preview-stacks": previewsEnvironment }[role];
}

/**
 * Trust policy of a role for GitHub Actions: jobs of the named environment take it, and to look also jobs of
 * pull requests. Subject and audience are compared whole, so no fork and no other repository gets in; which
 * branches do, the environment's protection rules say, for the subject of its jobs does not name the branch.
 * Source: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services".
 */
export function githubTrust(role: AccessRole, provider: string, github: GithubTrust) {
  const { repository, environment } = github;
  const ofEnvironment = `repo:${repository}:environment:${environment}`;
  const subject =
    role === "preview" ? [`repo:${repository}:pull_request`, ofEnvironment] : ofEnvironment;
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
            [`${githubIssuer}:sub`]: subject,
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

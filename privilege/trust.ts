import type { AccessRole } from "./policy";
import type { Scope } from "./scope";

/** Issuer of the tokens that GitHub gives to the jobs of a workflow. */
export const githubIssuer = "token.actions.githubusercontent.com";

/** Who of a GitHub repository may take on a role. */
export interface GithubTrust {
  /** `owner/name`. */
  repository: string;
  /**
   * Environment of the repository whose jobs may deploy, or make preview stacks; its protection rules say
   * who and when.
   */
  environment: string;
}

/** Environment of the jobs that make preview stacks, unless another is named (ci/github/preview.yml). */
export const previewsEnvironment = "previews";

/**
 * Trust policy of a role for GitHub Actions: jobs of the named environment may deploy, jobs of pull
 * requests may look. Subject and audience are compared whole, so no other branch, fork or repository
 * gets in. Source: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services".
 */
export function githubTrust(role: AccessRole, provider: string, github: GithubTrust) {
  const { repository, environment } = github;
  const subject = {
    deploy: `repo:${repository}:environment:${environment}`,
    preview: `repo:${repository}:pull_request`,
    "preview-stacks": `repo:${repository}:environment:${environment}`,
  }[role];
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

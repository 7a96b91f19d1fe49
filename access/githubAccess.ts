import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { boundaryPolicy } from "../privilege/boundary";
import { noTaskRights, type TaskRights } from "../privilege/taskRights";
import { type PolicyInput, rolePolicies } from "../privilege/policy";
import type { AccessRole } from "../privilege/accessRoles";
import { accessPath, previewStacks, type Scope } from "../privilege/scope";
import { githubIssuer, githubProvider, githubTrust, usualEnvironments } from "../privilege/trust";
import { accessName, rolesWith } from "./names";

/** Longest session of a role, in seconds: a release waits for health checks, drain and quiet. */
const longestSessionSeconds: Record<AccessRole, number> = {
  deploy: 4 * 3600,
  preview: 3600,
  drift: 3600,
  "preview-stacks": 3600,
};

export interface GithubAccessArgs {
  /** The environment, with the ARN of the boundary that this program creates (access/names.ts). */
  input: PolicyInput;
  /** `owner/name` of the repository on GitHub (privilege/trust.ts). */
  repository: string;
  /** GitHub environment whose jobs deploy. */
  environment: string;
  /** Whether jobs may create preview stacks. */
  previews: boolean;
  /** False if the account already has an identity provider for GitHub. */
  createProvider: boolean;
  /** What the team's own code in the tasks may do; in previews nothing. */
  taskRights: TaskRights;
}

/**
 * Roles for the workflows of a GitHub repository, without long-lived keys: one deploys an environment,
 * one plans what a release would do, one looks for drift, and one, if wanted, creates preview stacks. Also the permissions
 * boundaries of the roles that the environment and its previews create.
 */
export class GithubAccess extends pulumi.ComponentResource {
  /** ARNs; absent if the role is not wanted. */
  readonly roleArns: Partial<Record<AccessRole, pulumi.Output<string>>> = {};

  constructor(name: string, args: GithubAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:access:GithubAccess", name, {}, opts);
    const { scope } = args.input;
    const own = { parent: this };
    new aws.iam.Policy(
      `${name}-boundary`,
      managedPolicy(scope, "boundary", boundaryPolicy(scope, args.taskRights)),
      own,
    );
    if (args.previews) {
      const limit = boundaryPolicy(previewStacks(scope), noTaskRights);
      const name_ = "boundary-previews";
      new aws.iam.Policy(`${name}-${name_}`, managedPolicy(scope, name_, limit), own);
    }
    const provider = args.createProvider
      ? new aws.iam.OpenIdConnectProvider(
          name,
          {
            url: `https://${githubIssuer}`,
            clientIdLists: ["sts.amazonaws.com"],
            tags: tags(scope),
          },
          own,
        ).arn
      : pulumi.output(githubProvider(scope));
    for (const role of rolesWith(args.previews)) {
      this.roleArns[role] = this.role(name, role, args, provider);
    }
    this.registerOutputs({ roleArns: this.roleArns });
  }

  private role(
    name: string,
    kind: AccessRole,
    { input, repository, environment }: GithubAccessArgs,
    provider: pulumi.Output<string>,
  ): pulumi.Output<string> {
    const { scope } = input;
    const environments = kind === "deploy" ? [environment] : usualEnvironments(kind, scope.stack);
    const trust = { repository, environments };
    const role = new aws.iam.Role(
      `${name}-${kind}`,
      {
        name: accessName(scope, kind),
        path: accessPath(scope.project),
        description: `${kind} of ${scope.stack} of ${scope.project} from ${repository}`,
        assumeRolePolicy: provider.apply((arn) => JSON.stringify(githubTrust(arn, trust))),
        maxSessionDuration: longestSessionSeconds[kind],
        tags: tags(scope),
      },
      { parent: this },
    );
    for (const [index, document] of rolePolicies(kind, input).entries()) {
      const part = `${kind}-${index + 1}`;
      const made = new aws.iam.Policy(`${name}-${part}`, managedPolicy(scope, part, document), {
        parent: this,
      });
      new aws.iam.RolePolicyAttachment(
        `${name}-${part}`,
        { role: role.name, policyArn: made.arn },
        { parent: this },
      );
    }
    return role.arn;
  }
}

function managedPolicy(scope: Scope, what: string, document: object): aws.iam.PolicyArgs {
  return {
    name: accessName(scope, what),
    path: accessPath(scope.project),
    policy: JSON.stringify(document),
    tags: tags(scope),
  };
}

function tags({ project, stack }: Scope): Record<string, string> {
  return { project: `${project}-access`, environment: stack };
}

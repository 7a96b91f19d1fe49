import { type Actions, anything, both, calls, type Condition, read, write } from "../grant";
import { iamPath, type Scope } from "../scope";

const named = (kind: string) => (scope: Scope) => [
  `arn:${scope.partition}:iam::${scope.account}:${kind}${iamPath(scope.project, scope.stack)}*`,
];
export const role = named("role");
/** The identity that runs the deployer, whatever its role is called. */
const callers =
  (kind: string) =>
  ({ partition, account }: Scope) => [`arn:${partition}:iam::${account}:${kind}/*`];
const instanceProfile = named("instance-profile");

/**
 * An identity that can grant any right to a role has every right, unless a permissions boundary
 * limits the role.
 */
const bounded = ({ permissionsBoundary }: Scope): Condition =>
  permissionsBoundary === undefined
    ? {}
    : { StringEquals: { "iam:PermissionsBoundary": permissionsBoundary } };

const passedTo =
  (...services: string[]) =>
  (): Condition => ({ StringEquals: { "iam:PassedToService": services } });

/** Services that create a role of their own the first time an account uses them. */
const linkedServices = [
  "autoscaling.amazonaws.com",
  "ecs.application-autoscaling.amazonaws.com",
  "ecs.amazonaws.com",
  "elasticloadbalancing.amazonaws.com",
];

const services = ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"];
/** What is built on another stack has no schedules. */
const schedulers = ["scheduler.amazonaws.com"];

/** Of no single type. */
export const iamShared = {
  "iam:ListRoles": read(anything),
  "iam:SimulatePrincipalPolicy": read(both(callers("role"), callers("user"))),
  "iam:PassRole": [
    write(role, ({ foundation }) => passedTo(...services, ...(foundation ? [] : schedulers))()),
    write(({ outside }) => outside.roles, passedTo("ecs-tasks.amazonaws.com")),
  ],
  "iam:CreateServiceLinkedRole": write(
    ({ partition, account }) => [`arn:${partition}:iam::${account}:role/aws-service-role/*`],
    () => ({ StringEquals: { "iam:AWSServiceName": linkedServices } }),
  ),
} satisfies Actions;

export const iamTypes = {
  "aws:iam/role:Role": calls({
    "iam:CreateRole": write(role, bounded),
    // Not UpdateAssumeRolePolicy: no condition limits whom a role may trust, and the program never changes it.
    "iam:DeleteRole": write(role),
    // `verify` reads the caller's role and simulates its policies; that changes nothing.
    "iam:GetRole": read(callers("role")),
    "iam:ListRolePolicies": read(role),
    "iam:ListAttachedRolePolicies": read(role),
    "iam:ListInstanceProfilesForRole": read(role),
    "iam:PutRolePermissionsBoundary": write(role, bounded),
    "iam:TagRole": write(role),
    "iam:UntagRole": write(role),
  }),
  "aws:iam/rolePolicy:RolePolicy": calls({
    "iam:PutRolePolicy": write(role, bounded),
    "iam:GetRolePolicy": read(role),
    "iam:DeleteRolePolicy": write(role, bounded),
  }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": calls(
    {
      "iam:AttachRolePolicy": write(role, bounded),
      "iam:DetachRolePolicy": write(role, bounded),
    },
    "iam:ListAttachedRolePolicies",
  ),
  "aws:iam/instanceProfile:InstanceProfile": calls(
    {
      "iam:CreateInstanceProfile": write(instanceProfile),
      "iam:DeleteInstanceProfile": write(instanceProfile),
      "iam:GetInstanceProfile": read(instanceProfile),
      "iam:AddRoleToInstanceProfile": write(instanceProfile),
      "iam:RemoveRoleFromInstanceProfile": write(instanceProfile),
      "iam:TagInstanceProfile": write(instanceProfile),
      "iam:UntagInstanceProfile": write(instanceProfile),
    },
    "iam:GetRole",
    "iam:PassRole",
  ),
};

import type { Request } from "./simulate";

export type Context = NonNullable<Request["context"]>;

/** A stack, with the names that the program gives to its resources. */
export interface Place {
  project: string;
  stack: string;
  /** The stack whose cluster and network it uses. */
  base: string;
  domain: string;
}

const project = "bluegreen";

export const places = {
  dev: { project, stack: "dev", base: "dev", domain: "dev.example.com" },
  /** Its name begins, and its domain ends, like those of `dev`. */
  "dev-2": { project, stack: "dev-2", base: "dev-2", domain: "2dev.example.com" },
  prod: { project, stack: "prod", base: "prod", domain: "example.com" },
  "pr-7": { project, stack: "pr-7", base: "dev", domain: "dev.example.com" },
  /** Of another project, with names like those of `dev` and of a preview. */
  "shop's dev": { project: "shop", stack: "dev", base: "dev", domain: "shop.example.com" },
  "shop's pr-7": { project: "shop", stack: "pr-7", base: "dev", domain: "shop.example.com" },
} satisfies Record<string, Place>;

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const iam = (resource: string) => `arn:aws:iam::123456789012:${resource}`;
const state = (file: string) => `arn:aws:s3:::state/.pulumi/${file}`;

const cluster = ({ project: its, base }: Place) => `${its}-${base}-1a2b3c4`;
const inCluster = (kind: string, rest: string) => (place: Place) => [
  arn("ecs", `${kind}/${cluster(place)}${rest.replace("STACK", place.stack)}`),
];
const edge = (kind: string, rest: string) => (place: Place) => [
  arn("elasticloadbalancing", `${kind}/app/edge-blue/${place.project}-${place.stack}${rest}`),
];

/** Resources of a stack by the type that AWS documents. All others are known by an id. */
const named: Record<string, (place: Place) => string[]> = {
  "autoscaling:autoScalingGroup": ({ project: its, stack }) => [
    arn("autoscaling", `autoScalingGroup:1:autoScalingGroupName/${its}-${stack}`),
  ],
  "cloudwatch:alarm": (place) => [
    arn("cloudwatch", `alarm:${place.project}/${place.stack}/users-blue-errors`),
    // Made by Application Auto Scaling, without tags.
    ...(place.base === place.stack
      ? [arn("cloudwatch", `alarm:TargetTracking-service/${cluster(place)}/users-AlarmHigh-1`)]
      : []),
  ],
  "ecr:repository": ({ project: its, stack }) => [arn("ecr", `repository/${its}/${stack}/users`)],
  "ecs:cluster": inCluster("cluster", ""),
  "ecs:service": inCluster("service", "/users-STACK-1a2b3c4"),
  "ecs:task": inCluster("task", "/STACK"),
  "ecs:task-definition": ({ project: its, stack }) => [
    arn("ecs", `task-definition/${its}-${stack}-users-blue:7`),
  ],
  "elasticloadbalancing:listener-rule/app": edge("listener-rule", "/1/2"),
  "elasticloadbalancing:listener/app": edge("listener", "/1"),
  "elasticloadbalancing:loadbalancer/app/": edge("loadbalancer", ""),
  "iam:instance-profile": ({ project: its, stack }) => [
    iam(`instance-profile/${its}/${stack}/instances-1a2b3c4`),
  ],
  "iam:role": ({ project: its, stack }) => [
    iam(`role/${its}/${stack}/users-execution-1a2b3c4`),
    iam(`role/${its}-access/${its}-${stack}-deploy`),
    // Of the account.
    iam("role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"),
  ],
  "logs:log-group": ({ project: its, stack }) => [arn("logs", `log-group:/${its}/${stack}/users`)],
  "logs:log-stream": ({ project: its, stack }) => [
    arn("logs", `log-group:/${its}/${stack}/users:log-stream:blue/users/1`),
  ],
  "scheduler:schedule": ({ project: its, stack }) => [
    arn("scheduler", `schedule/${its}.${stack}.users/nightly`),
  ],
  "scheduler:schedule-group": ({ project: its, stack }) => [
    arn("scheduler", `schedule-group/${its}.${stack}.users`),
  ],
  "s3:bucket": ({ project: its }) => [`arn:aws:s3:::${its === project ? "state" : its}`],
  "s3:object": ({ project: its, stack }) => [
    state(`stacks/${its}/${stack}.json`),
    state(`stacks/${its}/${stack}.pulumi-tags`),
    state(`history/${its}/${stack}/${stack}-1.history.json`),
    state(`locks/organization/${its}/${stack}/1.json`),
    state(`backups/${its}/${stack}/1.json`),
    // Of all.
    state("meta.yaml"),
  ],
};

/** ARNs of a stack's resources of a documented type. */
export function resourcesIn(place: Place, type: { resource: string; arn: string }): string[] {
  const known = named[type.resource];
  if (known) return known(place);
  const filled = { Partition: "aws", Region: "eu-central-1", Account: "123456789012" };
  const id = `${place.project}-${place.stack}`;
  const fill = (_: string, key: string) => (filled as Record<string, string>)[key] ?? id;
  return [type.arn.replace(/\$\{(\w+)\}/g, fill)];
}

/** Of types whose ARNs tell one stack from another. */
export function isNamed(resource: string): boolean {
  return /:ecs:.*:(cluster|service|task|task-definition)\//.test(resource);
}

/** AWS has no tags of these, or none that are the program's. */
export function isUntagged(resource: string): boolean {
  return /alarm:TargetTracking-|:hostedzone\/|:change\/|aws-service-role|:schedule\//.test(
    resource,
  );
}

export function tagsOf(place: Place, resource: string): Context {
  return isUntagged(resource) ? {} : tags("Resource", place);
}

export function tags(kind: "Resource" | "Request", { project: its, stack }: Place): Context {
  return { [`aws:${kind}Tag/project`]: its, [`aws:${kind}Tag/environment`]: stack };
}

/** What a request says besides the resource, as it is for a stack. Whoever makes it can choose freely. */
export function said(place: Place): Record<string, string | string[]> {
  const { project: its, stack, base, domain } = place;
  const host = stack === base ? "users" : `users-${stack}`;
  return {
    "ecs:cluster": arn("ecs", `cluster/${cluster(place)}`),
    "ecs:task-definition": arn("ecs", `task-definition/${its}-${stack}-users-blue:7`),
    "ecs:compute-compatibility": ["FARGATE"],
    "ecs:subnet": [`subnet-${its}-${base}`],
    "ec2:LaunchTemplate": arn("ec2", `launch-template/${its}-${stack}`),
    "iam:PermissionsBoundary": boundaryOf(place),
    "iam:PassedToService": "ecs-tasks.amazonaws.com",
    "iam:AWSServiceName": "ecs.amazonaws.com",
    "application-autoscaling:service-namespace": "ecs",
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": [`${host}.${domain}`],
    "route53:VPCs": [`VPCId=vpc-${its}-${base},VPCRegion=eu-central-1`],
  };
}

export function boundaryOf({ project: its, stack, base }: Place): string {
  const suffix = stack === base ? "" : "-previews";
  return iam(`policy/${its}-access/${its}-${base}-boundary${suffix}`);
}

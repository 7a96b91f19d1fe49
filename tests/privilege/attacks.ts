import {
  type Context,
  isNamed,
  isUntagged,
  type Place,
  resourcesIn,
  said,
  tags,
  tagsOf,
} from "./places";
import { documented, type DocumentedAction, resourcesOf } from "./serviceAuthorization";
import type { Request } from "./simulate";

export interface Attack {
  /** Type of the resource, and the condition key or place that is not the attacker's, if it is one of these. */
  what: string;
  request: Request;
}

/** Requests of an action that touch another stack, or reach past what a stack has. */
export function attacks(action: string, own: Place, other: Place): Attack[] {
  const known = documented(action);
  const types = resourcesOf(known);
  const of = (what: string, resource: string, own_: Context): Attack => ({
    what,
    request: { action, resource, context: own_ },
  });
  if (types.length === 0) {
    const others = astray("*", action, own, other).map(([key, context]) => of(key, "*", context));
    return [of("everything", "*", said(other)), ...others];
  }
  return types.flatMap((type) => {
    const mine = resourcesIn(own, type);
    const theirs = resourcesIn(other, type).filter((one) => !mine.includes(one));
    const names = type.resource;
    return [
      ...(isMade(action, mine[0]!, own, other) ? [] : theirs).flatMap((resource) =>
        onTheirs(resource, own, other).map((context) => of(names, resource, context)),
      ),
      ...(changes(known) ? mine.filter(isNamed) : []).map((resource) =>
        of(`${names} by name`, resource, { ...asOwn(own, resource), ...tagsOf(other, resource) }),
      ),
      ...(action in unnamed
        ? [of(`${names} ${unnamed[action]}`, mine[0]!, { ...said(other), ...tags("Request", own) })]
        : []),
      ...mine.flatMap((resource) => [
        ...astray(resource, action, own, other).map(([key, context]) =>
          of(`${names} ${key}`, resource, context),
        ),
        ...(made[action]?.test(resource) ? [] : elsewhere(resource)).map((moved) =>
          of(`${names} elsewhere`, moved, asOwn(own, resource)),
        ),
      ]),
    ];
  });
}

const asOwn = (own: Place, resource: string): Context => ({
  ...said(own),
  ...tagsOf(own, resource),
  ...tags("Request", own),
});

/** Changes a resource that exists. */
function changes({ action, level }: DocumentedAction): boolean {
  return (level === "Write" || level === "Tagging") && !/:(Create|Register)/.test(action);
}

/** The resource is theirs, by its name, its tags or both; everything else is said as it suits the attacker. */
function onTheirs(resource: string, own: Place, other: Place): Context[] {
  const asked: Context[] = [{}, tags("Request", own), tags("Request", other)];
  // Where names tell stacks apart, a resource may also be new, or only claim to be the attacker's.
  const isApart =
    isNamed(resource) && own.base !== other.base && !other.stack.startsWith(own.stack);
  const owners = [other, ...(isApart ? [own] : [])];
  if (isApart) {
    for (const how of ["CreateCluster", "RunTask"]) {
      asked.push({ ...tags("Request", own), "ecs:CreateAction": how });
    }
  }
  return asked.flatMap((request) =>
    [said(own), said(other)].flatMap((saying) =>
      owners.map((owner) => ({ ...saying, ...tagsOf(owner, resource), ...request })),
    ),
  );
}

/** Values that no request of the program has, besides those of other stacks; undefined: the key is missing. */
const wrong: [key: string, value: string | undefined][] = [
  ["ecs:compute-compatibility", undefined],
  ["ecs:compute-compatibility", "EC2"],
  ["aws:RequestTag/project", "another"],
  ["ec2:LaunchTemplate", undefined],
  ["iam:PermissionsBoundary", undefined],
  ["iam:PermissionsBoundary", "arn:aws:iam::aws:policy/AdministratorAccess"],
  ["iam:PassedToService", "lambda.amazonaws.com"],
  ["iam:AWSServiceName", "lambda.amazonaws.com"],
  ["application-autoscaling:service-namespace", "dynamodb"],
  ["cloudwatch:AlarmActions", "arn:aws:automate:eu-central-1:ec2:terminate"],
];

/** Tagging when a resource is created. */
const creating = {
  "ec2:CreateAction": "CreateVpc",
  "ecs:CreateAction": "CreateCluster",
  "elasticloadbalancing:CreateAction": "CreateRule",
};

/** The resource is the attacker's own, or new; one thing that is said is not as in the program. */
function astray(resource: string, action: string, own: Place, other: Place): [string, Context][] {
  const keys = keysOf(action, resource);
  const before = said(own);
  const theirs = Object.entries({ ...said(other), "aws:RequestTag/environment": other.stack });
  const changes = [...theirs, ...wrong].filter(
    ([key, value]) => keys.has(family(key)) && String(value) !== String(before[key] ?? own.stack),
  );
  const plain = { ...before, ...tags("Request", own) };
  const bases: Context[] = [
    { ...plain, ...creating },
    { ...plain, ...tagsOf(own, resource) },
  ];
  return bases.flatMap((base) =>
    changes.map(([key, value]): [string, Context] => {
      const { [key]: _, ...rest } = base;
      return value === undefined ? [`without ${key}`, rest] : [key, { ...rest, [key]: value }];
    }),
  );
}

const family = (key: string) => key.replace(/\/.+/, "");

/** Condition keys that AWS documents for an action and that say something of their own. */
function keysOf(action: string, resource: string): Set<string> {
  const keys = new Set(documented(action).keys.map(family));
  // Says the same as the ARN.
  if (/:(service|task)\//.test(resource)) keys.delete("ecs:cluster");
  // Of the new resource; its parents are in the same request.
  if (made[action] && !made[action].test(resource)) keys.delete("aws:RequestTag");
  // What is known by its name or path needs no tags, and nobody gains by removing their own.
  if (/^(iam|ecr|logs|scheduler):|:(Untag|Remove|Delete)/.test(action))
    keys.delete("aws:RequestTag");
  if (isUntagged(resource)) keys.delete("aws:RequestTag");
  if (action === "ec2:RunInstances") keys.delete("aws:RequestTag");
  if (!/:(instance|volume|network-interface)\//.test(resource)) keys.delete("ec2:LaunchTemplate");
  if (/:(Get|Delete)Role$/.test(action)) keys.delete("iam:PermissionsBoundary");
  return keys;
}

/** A request of these can't name such a resource that exists: AWS chooses its id, or owns it. */
const made: Record<string, RegExp> = {
  "ec2:AllocateAddress": /:elastic-ip\//,
  "ec2:AuthorizeSecurityGroupEgress": /:security-group-rule\//,
  "ec2:AuthorizeSecurityGroupIngress": /:security-group-rule\//,
  "ec2:CreateInternetGateway": /:internet-gateway\//,
  "ec2:CreateLaunchTemplate": /:launch-template\//,
  "ec2:CreateNatGateway": /:natgateway\//,
  "ec2:CreateRouteTable": /:route-table\//,
  "ec2:CreateSecurityGroup": /:security-group\//,
  "ec2:CreateSubnet": /:subnet\//,
  "ec2:CreateVpc": /:vpc\//,
  "ec2:CreateVpcEndpoint": /:vpc-endpoint\//,
  // A list of tasks names no container instance.
  "ecs:ListTasks": /:container-instance\//,
  "ec2:RunInstances": /:(instance|volume|network-interface|image)\//,
  "elasticloadbalancing:CreateLoadBalancer": /:loadbalancer\//,
  "elasticloadbalancing:CreateTargetGroup": /:targetgroup\//,
};

/** Whether the action makes the resource, or fails if there is one of the name. */
function isMade(action: string, resource: string, own: Place, other: Place): boolean {
  if (action === "ecs:CreateService")
    return said(own)["ecs:cluster"] === said(other)["ecs:cluster"];
  if (["autoscaling:CreateAutoScalingGroup", "ecs:CreateCapacityProvider"].includes(action)) {
    return true;
  }
  return made[action]?.test(resource) ?? false;
}

/** What is made for a resource of another service, which neither the ARN nor a condition key tells. */
const unnamed: Record<string, string> = {
  "application-autoscaling:RegisterScalableTarget": "for any service",
};

/** The same in another region, and in another account. */
function elsewhere(resource: string): string[] {
  return [
    resource.replace(":eu-central-1:", ":us-east-1:"),
    resource.replace(":123456789012:", ":999999999999:"),
  ].filter((one) => one !== resource);
}

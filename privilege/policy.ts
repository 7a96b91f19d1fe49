import { backendStatements, type BackendScope, builtOn } from "./backend";
import { type ActionName, grantsOf, invokes, resourceTypes } from "./catalogue";
import { deployerCalls, execCalls, notifyCalls, webAclCalls } from "./deployerCalls";
import type { Grant } from "./grant";
import { packed } from "./pack";
import { accessLogStatements, reportStatements } from "./reports";
import { arePreviews, previewStacks, type Scope } from "./scope";
import type { PolicyDocument, Statement } from "./statement";
import { type AccessRole, readsOnly } from "./accessRoles";

export interface PolicyInput {
  scope: Scope;
  backend: BackendScope;
}

/**
 * The managed policies of a role, together: what the program and the deployer call on AWS, and no more.
 * `preview` and `drift` have only actions that change nothing.
 */
export function rolePolicies(role: AccessRole, input: PolicyInput): PolicyDocument[] {
  const { scope, backend } = role === "preview-stacks" ? ofPreviewStacks(input) : input;
  const actions = role === "preview" ? plannedActions() : neededActions(scope);
  const statements = actions.flatMap((action) =>
    grantsFor(action)
      .filter(({ access }) => !readsOnly(role) || access !== "write")
      .map((grant) => statement(action, grant, scope))
      .filter(({ Resource }) => Resource.length > 0),
  );
  return packed([
    ...joined(statements),
    ...backendStatements(role, backend),
    ...reportStatements(role, scope),
    ...accessLogStatements(role, scope),
  ]);
}

/** What a person needs for `exec`: a way into the stack's tasks, and what says where they are. */
export function execPolicies({ scope, backend }: PolicyInput): PolicyDocument[] {
  const looking = ["ecs:DescribeTasks", "ecs:ListTasks"] as const;
  const statements = [...execCalls, ...looking].flatMap((action) =>
    grantsFor(action).map((grant) => statement(action, grant, scope)),
  );
  return packed([...joined(statements), ...backendStatements("preview", backend)]);
}

function ofPreviewStacks({ scope, backend }: PolicyInput): PolicyInput {
  const previews = previewStacks(scope);
  return {
    scope: previews,
    backend: { ...backend, stack: previews.stack, builtOn: builtOn(previews) },
  };
}

/** Opens a repository to other accounts: granted only where the settings name some, unlike what closes it again. */
const opening: ActionName = "ecr:SetRepositoryPolicy";

/** Every action that a resource type, a provider function or the deployer needs, sorted. */
export function neededActions(scope: Scope): ActionName[] {
  const types = neededTypes(scope)
    .flatMap((type) => resourceTypes[type]!)
    .filter((action) => scope.pulledElsewhere || action !== opening);
  const asked = Object.values(invokes).flat();
  const named = [...notifyCalls, ...webAclCalls].filter((action) =>
    grantsOf(action)!.some(({ resources }) => resources(scope).length > 0),
  );
  const all = [...new Set([...types, ...asked, ...deployerCalls, ...named])].sort();
  return scope.foundation === undefined ? all : all.filter((action) => action !== unscoped);
}

/** What `plan` reads besides Pulumi's state: it refreshes nothing. */
export function plannedActions(): ActionName[] {
  const asked: ActionName[] = [...Object.values(invokes).flat(), ...deployerCalls];
  const all = new Set<ActionName>([...asked, "ec2:DescribeAvailabilityZones"]);
  return [...all].filter((action) => !revealing.has(action)).sort();
}

/**
 * Rights that would show a pull request more than its plan: logs, what images contain, the
 * environment of every task definition in the account, and the color secret in the rules. `plan`
 * does without: it then checks less.
 */
const revealing = new Set<ActionName>([
  "ecr:GetDownloadUrlForLayer",
  "ecs:DescribeTaskDefinition",
  "elasticloadbalancing:DescribeRules",
  "iam:GetRole",
  "iam:ListRoles",
  "iam:SimulatePrincipalPolicy",
  "logs:FilterLogEvents",
  "logs:GetLogEvents",
  "secretsmanager:DescribeSecret",
  "ssm:DescribeParameters",
]);

/**
 * No policy can limit it to a stack's own definitions. What is built on another stack keeps its own
 * (components/fleet/taskDefinition.ts).
 */
const unscoped: ActionName = "ecs:DeregisterTaskDefinition";

/** The types that an environment with these settings may have, whatever its services are. */
export function neededTypes(scope: Scope): string[] {
  const { network, foundation } = scope;
  const types = Object.keys(resourceTypes);
  if (foundation !== undefined) {
    const lacking = arePreviews(scope) ? new Set([...ofFoundation, ...ofScaling]) : ofFoundation;
    return types.filter((type) => !lacking.has(type));
  }
  // A network or a cluster that people bring themselves is never changed.
  return types.filter(
    (type) =>
      !(ofNewNetwork.has(type) && "vpcId" in network) &&
      !(ofOwnCluster.has(type) && scope.existingCluster),
  );
}

/** Instances need a list of capacity providers that is the environment's own. */
const ofOwnCluster = new Set([
  "aws:autoscaling/group:Group",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ecs/capacityProvider:CapacityProvider",
  "aws:ecs/cluster:Cluster",
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  "aws:iam/instanceProfile:InstanceProfile",
]);

const ofNewNetwork = new Set([
  "awsx:ec2:Vpc",
  "aws:ec2/route:Route",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
]);

/**
 * What a stack built on another one does not create, because the other one has it
 * (components/stack/foundation.ts), or because it has none at all, as of schedules.
 */
const ofFoundation = new Set([
  ...ofNewNetwork,
  "aws:acm/certificate:Certificate",
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:autoscaling/group:Group",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:ecr/repository:Repository",
  "aws:ecr/repositoryPolicy:RepositoryPolicy",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ecs/capacityProvider:CapacityProvider",
  "aws:ecs/cluster:Cluster",
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  "aws:iam/instanceProfile:InstanceProfile",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:lb/listenerCertificate:ListenerCertificate",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:route53/zone:Zone",
  "aws:scheduler/schedule:Schedule",
  "aws:scheduler/scheduleGroup:ScheduleGroup",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
]);

/** The services of a preview have one task each (automation/edit/preview.ts). */
const ofScaling = [
  "aws:appautoscaling/policy:Policy",
  "aws:appautoscaling/scheduledAction:ScheduledAction",
  "aws:appautoscaling/target:Target",
];

function grantsFor(action: ActionName): Grant[] {
  const grants = grantsOf(action);
  if (!grants) throw new Error(`privilege/services/ has no grant for ${action}`);
  return grants;
}

function statement(action: string, grant: Grant, scope: Scope): Statement {
  const condition = grant.condition?.(scope) ?? {};
  return {
    Effect: "Allow",
    Action: [action],
    Resource: grant.resources(scope),
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** One statement for all actions of an AWS service with the same resources and condition. */
function joined(statements: Statement[]): Statement[] {
  const byPlace = new Map<string, Statement>();
  for (const one of statements) {
    const service = one.Action[0]!.split(":")[0];
    // Actions without resource-level permissions share a statement, whatever their service.
    const place = JSON.stringify([one.Resource[0] === "*" || service, one.Resource, one.Condition]);
    const known = byPlace.get(place);
    if (known) known.Action.push(...one.Action);
    else byPlace.set(place, one);
  }
  return [...byPlace.values()];
}

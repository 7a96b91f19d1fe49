import { arnParts } from "../config/arn";
import { at, type Condition } from "./grant";
import { arePreviews, type Scope } from "./scope";
import { taskDefinition } from "./services/ecs";
import { role } from "./services/iam";
import { images } from "./services/others";
import { managedPolicyCharacters } from "./pack";
import { characters, isWithin, type PolicyDocument, type Statement } from "./statement";
import { sessionActions, type TaskRights } from "./taskRights";

/** Without a condition of its own, it holds in the environment's region. */
type Limit = [Action: string[], Resource: string[], Condition?: Condition];

/**
 * The upper limit for every role of the environment, whatever policies it has: what ECS needs to start a task,
 * and an instance to join the cluster. Whoever can write a policy or choose whom a role trusts gains no more
 * than that. Secrets are those that the settings name or an administrator confirmed, and any below the stack's own
 * prefix.
 */
export function boundaryPolicy(scope: Scope, { actions, resources }: TaskRights): PolicyDocument {
  const { region, project, stack, cluster, foundation, outside, kept } = scope;
  const inRegion: Condition = { StringEquals: { "aws:RequestedRegion": region } };
  const prefix = `${project}/${stack}/*`;
  const of = (service: string, arns: readonly string[]) =>
    arns.filter((arn) => arnParts(arn).service === service);
  const named = (service: string) => of(service, [...outside.secrets, ...kept]);
  const limits: Limit[] = [
    [["ecr:GetAuthorizationToken"], ["*"]],
    [
      ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      [...images(scope), ...outside.repositories, ...of("ecr", kept)],
    ],
    [["logs:CreateLogStream", "logs:PutLogEvents"], at("logs", `log-group:/${prefix}`)(scope)],
    [["ssm:GetParameters"], [...at("ssm", `parameter/${prefix}`)(scope), ...named("ssm")]],
    [
      ["secretsmanager:GetSecretValue"],
      [...at("secretsmanager", `secret:${prefix}`)(scope), ...named("secretsmanager")],
    ],
    [["kms:Decrypt"], [...outside.keys, ...of("kms", kept)]],
    ...(foundation === undefined ? agentLimits(scope, cluster) : []),
    // For `exec` of a service: only whoever may call `ecs:ExecuteCommand` gets into a task by it.
    ...(foundation === undefined ? [[[...sessionActions], ["*"]] as Limit] : []),
    ...(foundation === undefined ? scheduleLimits(scope) : []),
    [[...actions], [...resources]],
  ];
  const statements = limits
    .filter(([Action, Resource]) => Action.length > 0 && Resource.length > 0)
    .map(([Action, Resource, Condition = inRegion]): Statement => ({
      Effect: "Allow",
      Action: [...new Set(Action)].sort(),
      Resource: uncovered([...new Set(Resource)]),
      Condition,
    }));
  return { Version: "2012-10-17", Statement: statements };
}

/** Without those below another one's prefix. */
function uncovered(arns: string[]): string[] {
  const prefixes = arns.filter((arn) => arn.endsWith("*"));
  return arns.filter((arn) => !prefixes.some((prefix) => prefix !== arn && isWithin(arn, prefix)));
}

/** Which of the ARNs a boundary does not cover. */
export function notCovered({ Statement }: PolicyDocument, arns: readonly string[]): string[] {
  const patterns = Statement.flatMap(({ Resource }) => Resource).filter((one) => one !== "*");
  return arns.filter((arn) => !patterns.some((pattern) => isWithin(arn, pattern)));
}

/** A boundary is a single policy, so it can't be split; empty if IAM takes it. */
export function boundaryProblems(document: PolicyDocument, scope: Scope): string[] {
  const count = characters(document);
  if (count <= managedPolicyCharacters) return [];
  const [of, todo] = arePreviews(scope)
    ? [" of previews", "let services share secrets, as several keys of one"]
    : [
        "",
        `move secrets below \`${scope.project}/${scope.stack}/\`, which it covers as a whole, or list fewer \`taskActions\` and \`taskResources\``,
      ];
  return [
    `the permissions boundary${of} would have ${count} characters, but IAM allows ${managedPolicyCharacters}: ${todo}`,
  ];
}

/** Of EventBridge Scheduler, which starts tasks of the environment with roles that they have anyway. */
function scheduleLimits(scope: Scope): Limit[] {
  const cluster = at("ecs", `cluster/${scope.cluster}`)(scope);
  return [
    [["ecs:RunTask"], taskDefinition(scope), { ArnLike: { "ecs:cluster": cluster } }],
    [
      ["ecs:TagResource"],
      at("ecs", `task/${scope.cluster}/*`)(scope),
      { StringEquals: { "ecs:CreateAction": "RunTask" } },
    ],
    [
      ["iam:PassRole"],
      [...role(scope), ...scope.outside.roles],
      { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    ],
  ];
}

/** Of the agent on an instance. */
function agentLimits(scope: Scope, cluster: string): Limit[] {
  return [
    [["ecs:DiscoverPollEndpoint"], ["*"]],
    [
      [
        "ecs:DeregisterContainerInstance",
        "ecs:RegisterContainerInstance",
        "ecs:SubmitAttachmentStateChanges",
        "ecs:SubmitContainerStateChange",
        "ecs:SubmitTaskStateChange",
      ],
      at("ecs", `cluster/${cluster}`)(scope),
    ],
    [
      ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"],
      at("ecs", `container-instance/${cluster}/*`)(scope),
    ],
  ];
}

import { at, type Condition } from "./grant";
import { arePreviews, type Scope } from "./scope";
import { images } from "./services/others";
import { managedPolicyCharacters } from "./pack";
import { characters, type PolicyDocument, type Statement } from "./statement";

/** What the team's own code in the tasks calls, such as `sqs:ReceiveMessage`, and on what. */
export interface TaskRights {
  actions: readonly string[];
  resources: readonly string[];
}

export const noTaskRights: TaskRights = { actions: [], resources: ["*"] };

/**
 * The upper limit for every role of the environment, whatever policies it has: what ECS needs to start a task,
 * and an instance to join the cluster. Whoever can write a policy or choose whom a role trusts gains no more
 * than that. Secrets are those that the settings or kept definitions name, and any below the stack's own prefix.
 */
export function boundaryPolicy(scope: Scope, { actions, resources }: TaskRights): PolicyDocument {
  const { region, project, stack, cluster, foundation, outside } = scope;
  const inRegion: Condition = { StringEquals: { "aws:RequestedRegion": region } };
  const prefix = `${project}/${stack}/*`;
  const named = (service: string) => outside.secrets.filter((arn) => arn.split(":")[2] === service);
  const limits: [Action: string[], Resource: string[]][] = [
    [["ecr:GetAuthorizationToken"], ["*"]],
    [
      ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      [...images(scope), ...outside.repositories],
    ],
    [["logs:CreateLogStream", "logs:PutLogEvents"], at("logs", `log-group:/${prefix}`)(scope)],
    [["ssm:GetParameters"], [...at("ssm", `parameter/${prefix}`)(scope), ...named("ssm")]],
    [
      ["secretsmanager:GetSecretValue"],
      [...at("secretsmanager", `secret:${prefix}`)(scope), ...named("secretsmanager")],
    ],
    [["kms:Decrypt"], outside.keys],
    ...(foundation === undefined ? agentLimits(scope, cluster) : []),
    [[...actions], [...resources]],
  ];
  const statements = limits
    .filter(([Action, Resource]) => Action.length > 0 && Resource.length > 0)
    .map(([Action, Resource]): Statement => ({
      Effect: "Allow",
      Action: [...new Set(Action)].sort(),
      Resource: uncovered([...new Set(Resource)]),
      Condition: inRegion,
    }));
  return { Version: "2012-10-17", Statement: statements };
}

/** Without those below another one's prefix. */
function uncovered(arns: string[]): string[] {
  const prefixes = arns.filter((arn) => arn.endsWith("*")).map((arn) => arn.slice(0, -1));
  return arns.filter(
    (arn) => !prefixes.some((prefix) => arn.startsWith(prefix) && arn !== `${prefix}*`),
  );
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

/** Of the agent on an instance. */
function agentLimits(scope: Scope, cluster: string): [string[], string[]][] {
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

/** Problems with the team's own list of actions; empty if there are none. */
export function taskActionProblems(taskActions: readonly string[]): string[] {
  return taskActions.flatMap((action) => {
    if (!/^[a-z0-9-]+:[A-Za-z]+\*?$/.test(action)) {
      return [`\`${action}\` must be an action such as \`sqs:ReceiveMessage\``];
    }
    const [service] = action.split(":");
    return escalating.has(service!)
      ? [`\`${action}\` would let a task grant itself more rights`]
      : [];
  });
}

const escalating = new Set(["iam", "organizations", "account", "sts"]);

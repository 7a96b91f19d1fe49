import type { Scope } from "./scope";
import type { PolicyDocument, Statement } from "./statement";

/**
 * What ECS needs to start a task, and an instance to join the cluster: the rights of the program's
 * roles.
 */
const programActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetAuthorizationToken",
  "ecr:GetDownloadUrlForLayer",
  "ecs:DeregisterContainerInstance",
  "ecs:DiscoverPollEndpoint",
  "ecs:Poll",
  "ecs:RegisterContainerInstance",
  "ecs:StartTelemetrySession",
  "ecs:SubmitAttachmentStateChanges",
  "ecs:SubmitContainerStateChange",
  "ecs:SubmitTaskStateChange",
  "ecs:UpdateContainerInstancesState",
  "kms:Decrypt",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "secretsmanager:GetSecretValue",
  "ssm:GetParameters",
];

/**
 * The upper limit for every role of the environment, whatever policies it has. Roles with this
 * permissions boundary can't be used to gain more than the deploy role has itself. `taskActions` are
 * what the team's own code in the tasks calls, such as `sqs:ReceiveMessage`.
 */
export function boundaryPolicy({ region }: Scope, taskActions: readonly string[]): PolicyDocument {
  const statement: Statement = {
    Effect: "Allow",
    Action: [...new Set([...programActions, ...taskActions])].sort(),
    // The roles' own policies restrict the resources.
    Resource: ["*"],
    Condition: { StringEquals: { "aws:RequestedRegion": region } },
  };
  return { Version: "2012-10-17", Statement: [statement] };
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

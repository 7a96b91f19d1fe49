import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface Statement {
  Effect: "Allow";
  Action: string | string[];
  Resource?: pulumi.Input<string | string[]> | pulumi.Input<string>[];
  Principal?: { Service: string };
  Condition?: Record<string, Record<string, pulumi.Input<string>>>;
}

/** An IAM policy document as JSON. */
export function policy(statements: Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

/** Trust policy of a task's role: ECS tasks of this account, and of no other account through ECS. */
export function trustTasks(): pulumi.Output<string> {
  return policy([
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": aws.getCallerIdentityOutput().accountId },
      },
    },
  ]);
}

export function trustInstances(): pulumi.Output<string> {
  return policy([
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
  ]);
}

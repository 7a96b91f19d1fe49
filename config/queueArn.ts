import { z } from "zod";
import { arnParts } from "./arn";
import { placeProblem } from "./partition";
import { counted } from "./plural";

/** Source: `QueueName` of CreateQueue, Amazon SQS API Reference. */
const longestName = 80;

/** ARN of an SQS queue. */
export const queueArn = z.string().superRefine((text, context) => {
  const message = queueArnProblem(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

function queueArnProblem(text: string): string | undefined {
  const [, partition = "", region = "", name] =
    /^arn:(aws[a-z-]*):sqs:([a-z0-9-]+):\d{12}:([^:]*)$/.exec(text) ?? [];
  if (name === undefined) {
    const example = "arn:aws:sqs:eu-central-1:123456789012:jobs";
    return /^https:/.test(text)
      ? `must be the queue's ARN, such as \`${example}\`, and not its URL`
      : `must be the ARN of an SQS queue, such as \`${example}\``;
  }
  if (!/^[\w-]+(\.fifo)?$/.test(name)) {
    return `names a queue \`${name}\`, but SQS allows letters, digits, \`_\` and \`-\` in names, and \`.fifo\` at the end`;
  }
  return name.length > longestName
    ? `names a queue with ${counted(name.length, "character")} in its name, but SQS allows ${longestName}`
    : placeProblem(partition, region);
}

/** Its name, as in CloudWatch, and where it is. */
export function queueOf(arn: string): { name: string; region: string; account: string } {
  const { resource: name, region, account } = arnParts(arn);
  return { name, region, account };
}

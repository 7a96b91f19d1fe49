import { arnParts } from "../../../../config/arn";
import type { ReceiverView } from "../../../world/inspector";
import { type Aws, type AwsAccess, createClients } from "../clients";

/** Which of these topics and event buses exist, each in its own region. */
export async function describeReceivers(
  access: AwsAccess,
  arns: readonly string[],
): Promise<Record<string, ReceiverView>> {
  const found = arns.map(async (arn) => {
    const { service, region } = arnParts(arn);
    const aws = createClients({ ...access, region });
    return [arn, await existing(service === "sns" ? topic(aws, arn) : bus(aws, arn))] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

async function topic(aws: Aws, TopicArn: string): Promise<unknown> {
  return (await aws.sns()).getTopicAttributes({ TopicArn }, aws.callOptions);
}

async function bus(aws: Aws, Name: string): Promise<unknown> {
  return (await aws.eventBridge()).describeEventBus({ Name }, aws.callOptions);
}

async function existing(asked: Promise<unknown>): Promise<ReceiverView> {
  try {
    await asked;
    return true;
  } catch (error) {
    const { name } = error as Error;
    if (name === "NotFoundException" || name === "ResourceNotFoundException") return false;
    if (/^(AccessDenied|AuthorizationError)/.test(name)) return "denied";
    throw error;
  }
}

import { arnParts } from "../../../config/arn";
import { secretParts } from "../../../config/secretReference";
import { NotDelivered, type Outlets } from "../../world/notifier";
import { translateAwsError } from "./awsFailures";
import { type Aws, type AwsAccess, createClients } from "./clients";

/** What of events goes through AWS. A call is tried once: there is little time. */
export function createAwsOutlets(access: Pick<AwsAccess, "region" | "identity">): Outlets {
  const clients = new Map<string | undefined, Aws>();
  /** In the region of an ARN; other references are to the stack's own. */
  const awsFor = (reference: string) => {
    const region = reference.startsWith("arn:") ? arnParts(reference).region : access.region;
    const aws = clients.get(region) ?? createClients({ ...access, region, attempts: 1 });
    clients.set(region, aws);
    return aws;
  };
  return {
    secret: (reference, abortSignal) =>
      delivering(reference, async () => {
        const aws = awsFor(reference);
        const parts = secretParts(reference);
        if (!parts) return (await parameterValue(aws, reference, abortSignal)) ?? "";
        const { arn, jsonKey, versionStage, versionId } = parts;
        const wanted = {
          SecretId: arn,
          ...(versionStage && { VersionStage: versionStage }),
          ...(versionId && { VersionId: versionId }),
        };
        const secrets = await aws.secretsManager();
        const { SecretString = "" } = await secrets.getSecretValue(wanted, { abortSignal });
        return jsonKey === "" ? SecretString : valueAt(SecretString, jsonKey);
      }),
    publish: ({ topic, subject, message, attributes, group, deduplication }, abortSignal) =>
      delivering(topic, async () => {
        const values = Object.entries(attributes).map(([name, StringValue]) => {
          return [name, { DataType: "String", StringValue }] as const;
        });
        const fifo = { MessageGroupId: group, MessageDeduplicationId: deduplication };
        const named = {
          TopicArn: topic,
          Subject: subject,
          MessageAttributes: Object.fromEntries(values),
        };
        const sns = await awsFor(topic).sns();
        const said = { Message: message, MessageStructure: "json" };
        await sns.publish({ ...named, ...said, ...(group !== undefined && fifo) }, { abortSignal });
      }),
    put: ({ bus, source, type, detail }, abortSignal) =>
      delivering(bus, async () => {
        const entry = { EventBusName: bus, Source: source, DetailType: type, Detail: detail };
        const events = await awsFor(bus).eventBridge();
        const { Entries: [one] = [] } = await events.putEvents(
          { Entries: [entry] },
          { abortSignal },
        );
        if (one?.ErrorCode) throw new NotDelivered(`${bus}: ${one.ErrorCode}: ${one.ErrorMessage}`);
      }),
  };
}

async function parameterValue(aws: Aws, name: string, abortSignal: AbortSignal) {
  const ssm = await aws.ssm();
  const wanted = { Name: name, WithDecryption: true };
  return (await ssm.getParameter(wanted, { abortSignal })).Parameter?.Value;
}

function valueAt(secret: string, key: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(secret);
  } catch {
    parsed = null;
  }
  const value = parsed !== null && typeof parsed === "object" && Object.entries(parsed);
  const found: unknown = value && value.find(([name]) => name === key)?.[1];
  if (typeof found === "string") return found;
  throw new NotDelivered(`the secret has no text under the JSON key \`${key}\``);
}

const missing = ["ParameterNotFound", "ResourceNotFoundException", "NotFoundException"];

/** @param what as in the settings: no secret */
async function delivering<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NotDelivered) throw error;
    if (missing.includes((error as Error).name)) throw new NotDelivered(`there is no ${what}`);
    const failure = translateAwsError(error);
    if (!failure) throw error;
    throw new NotDelivered(`${what}: ${failure.message.replace(/\.$/, "")}`);
  }
}

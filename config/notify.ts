import { z } from "zod";
import { arnParts } from "./arn";
import { placeProblem } from "./partition";
import { parseReference, referenceProblem, secretReference } from "./secretReference";
import { eachOnce } from "./unique";

/** The events of a release that receivers can get. */
export const eventVerbs = [
  "started",
  "staged",
  "awaitingApproval",
  "canary",
  "switched",
  "done",
  "rolledBack",
  "paused",
  "held",
  // Of no release: an `up` has found settings that wait for one.
  "settingsWaiting",
] as const;
export type EventVerb = (typeof eventVerbs)[number];

const on = <Verbs extends readonly EventVerb[]>(verbs: Verbs) =>
  eachOnce(z.enum(verbs))
    .min(1)
    .default([...verbs]);
const any = {
  /** Only these events. Default: all. */
  on: on(eventVerbs),
};

/** The services whose receivers are named by an ARN. */
const kinds = {
  sns: {
    what: "an SNS topic",
    example: "releases",
    /** Source: `Name` of CreateTopic, Amazon SNS API Reference. */
    resource: /^(?=.{1,256}$)[\w-]+(\.fifo)?$/,
  },
  events: {
    what: "an event bus",
    example: "event-bus/releases",
    /** Source: `Name` of CreateEventBus, Amazon EventBridge API Reference. */
    resource: /^event-bus\/(?=.{1,256}$)[\w./-]+$/,
  },
} as const;

/**
 * Why this is not the ARN of a topic or bus; undefined if it is one. It never repeats the value: a URL that belongs
 * elsewhere may be a secret.
 *
 * @param instead what else would be accepted, for the message
 */
export function receiverArnProblem(
  service: keyof typeof kinds,
  text: string,
  instead = "",
): string | undefined {
  const { what, example, resource } = kinds[service];
  const { partition, region, account, ...found } = arnParts(text);
  const isOne =
    text.startsWith("arn:") &&
    /^aws[a-z-]*$/.test(partition) &&
    found.service === service &&
    /^\d{12}$/.test(account) &&
    resource.test(found.resource);
  if (isOne) return placeProblem(partition, region);
  return `must be the ARN of ${what}, such as \`arn:aws:${service}:eu-central-1:123456789012:${example}\`${instead}`;
}

/** Whether the ARN of a receiver is kept in an SSM parameter, and not in the settings. */
export function isParameter(text: string): boolean {
  return text.startsWith("/") || /^arn:[^:]*:ssm:/.test(text);
}

const orParameter = ", or an SSM parameter that holds it, such as `/prod/notify/arn`";

/** An ARN, or the SSM parameter that holds it. */
function arnOf(service: keyof typeof kinds) {
  return z.string().superRefine((text, context) => {
    const message = isParameter(text)
      ? referenceProblem(text)
      : receiverArnProblem(service, text, orParameter);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

const receiver = z.discriminatedUnion("to", [
  z.strictObject({
    /** An incoming webhook of Slack. */
    to: z.literal("slack"),
    /** Where the URL of an incoming webhook is kept: an SSM parameter or a secret in Secrets Manager. */
    url: secretReference,
    ...any,
  }),
  z.strictObject({
    /** Any HTTPS endpoint. */
    to: z.literal("webhook"),
    /** Where the URL is kept; it is HTTPS. */
    url: secretReference,
    /** Where the key is kept that signs each request (Standard Webhooks): `whsec_` and Base64. */
    secret: secretReference,
    ...any,
  }),
  z.strictObject({
    /** A topic of Amazon SNS. */
    to: z.literal("sns"),
    /** ARN of the topic, or an SSM parameter that holds it: then the topic is in the environment's account and region. */
    topic: arnOf("sns"),
    ...any,
  }),
  z.strictObject({
    /** An event bus of Amazon EventBridge. */
    to: z.literal("eventbridge"),
    /** ARN of the event bus, or an SSM parameter that holds it: then the bus is in the environment's account and region. */
    bus: arnOf("events"),
    ...any,
  }),
  z.strictObject({
    /** Deployments of a repository on GitHub. */
    to: z.literal("github"),
    /** Defaults to the repository whose workflow runs the release (`GITHUB_REPOSITORY`). */
    repository: z
      .string()
      .regex(/^[\w-]+\/[\w.-]+$/, "must be the owner and name of a repository, such as `org/shop`")
      .optional(),
    /** Where a token with `deployments: write` is kept; defaults to `GITHUB_TOKEN` of the workflow. */
    token: secretReference.optional(),
    /** Only these events. Default: all of a release, to which a deployment belongs. */
    on: on(eventVerbs.filter((verb) => verb !== "settingsWaiting")),
  }),
]);

/** Who is notified of releases, and of which events: all, if `on` is left out. */
export const notify = z.array(receiver).default([]);
export type Receiver = z.output<typeof receiver>;

/** As in the settings: a reference, an ARN or a repository. */
export function placeOf(receiver: Receiver): string {
  switch (receiver.to) {
    case "slack":
    case "webhook":
      return receiver.url;
    case "sns":
      return receiver.topic;
    case "eventbridge":
      return receiver.bus;
    case "github":
      return receiver.repository ?? "this workflow's repository";
  }
}

/** References as in the settings: where URLs, keys, tokens, and ARNs that are not in the settings are kept. */
export function notifyReferences(receivers: readonly Receiver[]): string[] {
  const found = receivers.flatMap((one) => {
    switch (one.to) {
      case "slack":
        return [one.url];
      case "webhook":
        return [one.url, one.secret];
      case "github":
        return one.token ?? [];
      case "sns":
        return isParameter(one.topic) ? one.topic : [];
      case "eventbridge":
        return isParameter(one.bus) ? one.bus : [];
    }
  });
  return [...new Set(found)].sort();
}

/** Topics and buses that the settings name by their ARNs. */
export function namedReceivers(receivers: readonly Receiver[]) {
  return {
    topics: unique(receivers.flatMap((one) => (one.to === "sns" ? notKept(one.topic) : []))),
    buses: unique(receivers.flatMap((one) => (one.to === "eventbridge" ? notKept(one.bus) : []))),
  };
}

const unique = (arns: string[]) => [...new Set(arns)].sort();
const notKept = (text: string) => (isParameter(text) ? [] : [text]);

/**
 * What the deployer uses to notify them, as ARNs for policies. Which topic or bus a parameter names is not known here,
 * so there it is any one of the account and region.
 *
 * @param arn makes one of a service and a resource in the environment's account and region
 */
export function notifyArns(
  receivers: readonly Receiver[],
  arn: (service: string, resource: string) => string,
) {
  const references = notifyReferences(receivers).flatMap((text) => parseReference(text) ?? []);
  const { topics, buses } = namedReceivers(receivers);
  const anyTopic = receivers.some((one) => one.to === "sns" && isParameter(one.topic));
  const anyBus = receivers.some((one) => one.to === "eventbridge" && isParameter(one.bus));
  return {
    topics: anyTopic ? unique([...topics, arn("sns", "*")]) : topics,
    buses: anyBus ? unique([...buses, arn("events", "event-bus/*")]) : buses,
    parameters: unique(
      references.flatMap((one) => {
        if (one.store !== "parameter") return [];
        return "arn" in one ? one.arn : arn("ssm", `parameter${one.name}`);
      }),
    ),
    secrets: unique(
      references.flatMap((one) => (one.store === "secret" && "arn" in one ? one.arn : [])),
    ),
  };
}

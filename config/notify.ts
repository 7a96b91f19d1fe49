import { z } from "zod";
import { placeProblem } from "./partition";
import { parseReference, secretReference } from "./secretReference";

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
  z
    .array(z.enum(verbs))
    .min(1)
    .default([...verbs]);
const any = { on: on(eventVerbs) };

/**
 * An ARN of SNS or EventBridge. It never repeats the value: a URL that belongs elsewhere may be a secret.
 *
 * @param resource what follows the account
 */
function arnOf(service: "sns" | "events", what: string, example: string, resource: RegExp) {
  return z.string().superRefine((text, context) => {
    const [arn, partition = "", found, region = "", account = "", ...rest] = text.split(":");
    const isOne =
      arn === "arn" &&
      /^aws[a-z-]*$/.test(partition) &&
      found === service &&
      /^\d{12}$/.test(account) &&
      resource.test(rest.join(":"));
    const message = isOne
      ? placeProblem(partition, region)
      : `must be the ARN of ${what}, such as \`arn:aws:${service}:eu-central-1:123456789012:${example}\``;
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

/** Source: `Name` of CreateTopic, Amazon SNS API Reference. */
const topic = arnOf("sns", "an SNS topic", "releases", /^(?=.{1,256}$)[\w-]+(\.fifo)?$/);
/** Source: `Name` of CreateEventBus, Amazon EventBridge API Reference. */
const bus = arnOf(
  "events",
  "an event bus",
  "event-bus/releases",
  /^event-bus\/(?=.{1,256}$)[\w./-]+$/,
);

const receiver = z.discriminatedUnion("to", [
  z.strictObject({
    to: z.literal("slack"),
    /** Where the URL of an incoming webhook is kept: an SSM parameter or a secret in Secrets Manager. */
    url: secretReference,
    ...any,
  }),
  z.strictObject({
    to: z.literal("webhook"),
    /** Where the URL is kept; it is HTTPS. */
    url: secretReference,
    /** Where the key is kept that signs each request (Standard Webhooks): `whsec_` and Base64. */
    secret: secretReference,
    ...any,
  }),
  z.strictObject({ to: z.literal("sns"), topic, ...any }),
  z.strictObject({ to: z.literal("eventbridge"), bus, ...any }),
  z.strictObject({
    to: z.literal("github"),
    /** Defaults to the repository whose workflow runs the release (`GITHUB_REPOSITORY`). */
    repository: z
      .string()
      .regex(/^[\w-]+\/[\w.-]+$/, "must be the owner and name of a repository, such as `org/shop`")
      .optional(),
    /** Where a token with `deployments: write` is kept; defaults to `GITHUB_TOKEN` of the workflow. */
    token: secretReference.optional(),
    /** A deployment belongs to a release. */
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

/** References as in the settings: where URLs, keys and tokens are kept. */
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
      case "eventbridge":
        return [];
    }
  });
  return [...new Set(found)].sort();
}

/** What the deployer uses to tell them, as ARNs for policies; `parameter` makes one of a parameter's name. */
export function notifyArns(receivers: readonly Receiver[], parameter: (name: string) => string) {
  const unique = (arns: string[]) => [...new Set(arns)].sort();
  const references = notifyReferences(receivers).flatMap((text) => parseReference(text) ?? []);
  return {
    topics: unique(receivers.flatMap((one) => (one.to === "sns" ? one.topic : []))),
    buses: unique(receivers.flatMap((one) => (one.to === "eventbridge" ? one.bus : []))),
    parameters: unique(
      references.flatMap((one) => {
        if (one.store !== "parameter") return [];
        return "arn" in one ? one.arn : parameter(one.name);
      }),
    ),
    secrets: unique(
      references.flatMap((one) => (one.store === "secret" && "arn" in one ? one.arn : [])),
    ),
  };
}

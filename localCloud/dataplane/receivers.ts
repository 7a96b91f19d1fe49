import { z } from "zod";
import type { BusEvent, TopicMessage } from "../../automation/world/notifier";
import { CloudError, valid } from "../errors";

const largestMessage = 262_144;
const ascii = /^[\x20-\x7e]*$/;

/** `Subject`, `MessageStructure` and the parameters of FIFO topics of Publish, Amazon SNS API Reference. */
const topicMessage = z.object({
  topic: z.string(),
  subject: z.string().min(1).max(99).regex(ascii, "Subject"),
  message: z.string().refine((text) => "default" in (JSON.parse(text) as object), "no default"),
  attributes: z.record(z.string(), z.string().min(1)),
  group: z.string().max(128).regex(ascii).optional(),
  deduplication: z.string().max(128).regex(ascii).optional(),
});

/** PutEventsRequestEntry, Amazon EventBridge API Reference. */
const busEvent = z.object({
  bus: z.string().max(1600),
  source: z.string().regex(/^(?!aws\.)./, "Source"),
  type: z.string().min(1).max(128),
  detail: z.string().refine((text) => typeof JSON.parse(text) === "object", "no JSON object"),
});

/** SNS topics and event buses, as far as events are sent to them. */
export class Receivers {
  readonly received: { arn: string; text: string }[] = [];
  private readonly known = new Set<string>();

  create(arn: string): void {
    this.known.add(arn);
  }

  existing(arns: readonly string[]): string[] {
    return arns.filter((arn) => this.known.has(arn));
  }

  publish(given: TopicMessage): void {
    const { topic, message, group } = valid(topicMessage, given, "InvalidParameter");
    if (!this.known.has(topic)) throw new CloudError("NotFound", "Topic does not exist");
    if (message.length > largestMessage) throw new CloudError("InvalidParameter", "too long");
    if (topic.endsWith(".fifo") !== (group !== undefined)) {
      throw new CloudError("InvalidParameter", "MessageGroupId is for FIFO topics, which need it");
    }
    this.received.push({ arn: topic, text: (JSON.parse(message) as { default: string }).default });
  }

  put(given: BusEvent): void {
    const { bus, detail } = valid(busEvent, given, "InvalidArgument");
    if (!this.known.has(bus)) {
      throw new CloudError("ResourceNotFoundException", `Event bus ${bus} does not exist.`);
    }
    if (detail.length > largestMessage) throw new CloudError("ValidationException", "too large");
    this.received.push({ arn: bus, text: detail });
  }
}

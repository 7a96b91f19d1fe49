import type { Receiver } from "../../config/notify";
import type { ReleaseEvent } from "./releaseEvent";

/** How a receiver answered. Says nothing of the URL, the token or the key. */
export interface Delivery {
  ok: boolean;
  /** Such as `answered 200`, or why it was not notified. */
  answer: string;
}

/** Tells receivers what happened in a release. */
export interface Notifier {
  /** Settles within `mostSeconds`, whatever the receiver does; never rejects. */
  deliver(receiver: Receiver, event: ReleaseEvent): Promise<Delivery>;
}

/** An attempt takes this long at most: resolving references, connecting, the answer. */
export const mostSeconds = 3;

/** What of it goes through the cloud's own services. Each rejects with a `NotDelivered` for what is expected. */
export interface Outlets {
  /** Value of a reference as in the settings: an SSM parameter, or a secret with or without a JSON key. */
  secret(reference: string, signal: AbortSignal): Promise<string>;
  publish(message: TopicMessage, signal: AbortSignal): Promise<void>;
  put(event: BusEvent, signal: AbortSignal): Promise<void>;
}

/** For an SNS topic. */
export interface TopicMessage {
  /** ARN. */
  topic: string;
  subject: string;
  /** JSON with a text for each protocol. */
  message: string;
  attributes: Readonly<Record<string, string>>;
  /** Of a FIFO topic. */
  group?: string;
  deduplication?: string;
}

/** For a bus of EventBridge. */
export interface BusEvent {
  /** ARN. */
  bus: string;
  source: string;
  type: string;
  /** JSON. */
  detail: string;
}

/** Why an event could not be delivered, in words that anybody may read. */
export class NotDelivered extends Error {
  override readonly name = "NotDelivered";
}

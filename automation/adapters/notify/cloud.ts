import type { BusEvent, TopicMessage } from "../../world/notifier";
import type { ReleaseEvent } from "../../world/releaseEvent";

/** `Subject` of Publish, Amazon SNS API Reference: ASCII without control characters. */
const longestSubject = 99;

/** Mail gets the words, everything else the event as JSON. */
export function topicMessage(event: ReleaseEvent, topic: string): TopicMessage {
  const { id, stack, verb, text, reasons, next } = event;
  const words = [text, ...reasons.slice(1), ...(next === null ? [] : [`next: ${next}`])];
  return {
    topic,
    subject: text.replace(/[^\x20-\x7e]/g, "?").slice(0, longestSubject),
    message: JSON.stringify({ default: JSON.stringify(event), email: words.join("\n") }),
    attributes: { stack, verb },
    // A FIFO topic drops what it was sent in the last five minutes.
    ...(topic.endsWith(".fifo") && { group: stack, deduplication: id }),
  };
}

/** A rule may choose by `source`, `detail-type` (the verb) and anything in the event. */
export function busEvent(event: ReleaseEvent, bus: string): BusEvent {
  return { bus, source: "bluegreen", type: event.verb, detail: JSON.stringify(event) };
}

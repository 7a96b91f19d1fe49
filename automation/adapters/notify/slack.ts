import type { ReleaseEvent } from "../../world/releaseEvent";
import type { Request } from "./request";

/** The request of an incoming webhook: what happened, why, and what to do next. */
export function slackRequest(event: ReleaseEvent, url: string): Omit<Request, "signal"> {
  const { text, reasons, next } = event;
  const lines = [
    escaped(text),
    // The first one is in the text.
    ...reasons.slice(1).map((reason) => `> ${escaped(reason.replace(/\s+/g, " "))}`),
    ...(next === null ? [] : [`next: ${escaped(next)}`]),
  ];
  return { url, body: JSON.stringify({ text: lines.join("\n") }) };
}

/** Source: "Formatting message text", Slack API. Nobody is mentioned, and no link is made up. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

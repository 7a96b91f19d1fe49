import { createHmac } from "node:crypto";
import { NotDelivered } from "../../world/notifier";
import type { ReleaseEvent } from "../../world/releaseEvent";
import type { Request } from "./request";

/** Standard Webhooks, "Signature scheme": 24 to 64 random bytes. */
const keyBytes = { least: 24, most: 64 };

/** The request of a webhook, signed as Standard Webhooks says (www.standardwebhooks.com). */
export function webhookRequest(
  event: ReleaseEvent,
  { url, secret, nowMs }: { url: string; secret: string; nowMs: number },
): Omit<Request, "signal"> {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(nowMs / 1000));
  const signed = createHmac("sha256", keyIn(secret)).update(`${event.id}.${timestamp}.${body}`);
  return {
    url,
    body,
    headers: {
      "webhook-id": event.id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signed.digest("base64")}`,
    },
  };
}

function keyIn(secret: string): Buffer {
  const text = secret.trim().replace(/^whsec_/, "");
  const key = Buffer.from(text, "base64");
  const isBase64 = key.toString("base64").replace(/=+$/, "") === text.replace(/=+$/, "");
  if (isBase64 && key.length >= keyBytes.least && key.length <= keyBytes.most) return key;
  throw new NotDelivered(
    `what \`secret\` refers to must be a signing key: \`whsec_\` and ${keyBytes.least} to ${keyBytes.most} bytes in Base64`,
  );
}

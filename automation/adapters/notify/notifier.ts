import { isParameter, type Receiver, receiverArnProblem } from "../../../config/notify";
import { mostSeconds, NotDelivered, type Notifier, type Outlets } from "../../world/notifier";
import type { ReleaseEvent } from "../../world/releaseEvent";
import { busEvent, topicMessage } from "./cloud";
import { GithubDeployments, type Workflow } from "./github";
import { send } from "./request";
import { slackRequest } from "./slack";
import { webhookRequest } from "./webhook";

/** Every attempt ends in time: a receiver that hangs costs no more than that. */
export function createNotifier(outlets: Outlets, workflow: Workflow): Notifier {
  // Whoever is the first to find no deployment creates it.
  let github = Promise.resolve();
  const how = {
    outlets,
    workflow,
    inTurn: <T>(work: () => Promise<T>) => {
      const turn = github.then(work);
      github = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
  };
  return {
    async deliver(receiver, event) {
      const controller = new AbortController();
      const { signal } = controller;
      // Not `AbortSignal.timeout`, which would let the process end before.
      const timer = setTimeout(() => controller.abort(), mostSeconds * 1000);
      try {
        return {
          ok: true,
          answer: await Promise.race([
            sendTo(receiver, event, { ...how, signal }),
            rejectedBy(signal),
          ]),
        };
      } catch (error) {
        return { ok: false, answer: whyNot(error, signal) };
      } finally {
        clearTimeout(timer);
        controller.abort();
      }
    },
  };
}

interface How {
  outlets: Outlets;
  workflow: Workflow;
  /** One after the other. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  signal: AbortSignal;
}

/** Returns the receiver's answer. */
async function sendTo(receiver: Receiver, event: ReleaseEvent, how: How): Promise<string> {
  const { outlets, signal } = how;
  switch (receiver.to) {
    case "slack": {
      const url = await outlets.secret(receiver.url, signal);
      const { status } = await send({ ...slackRequest(event, url.trim()), signal });
      return `answered ${status}`;
    }
    case "webhook": {
      const [url, secret] = await Promise.all([
        outlets.secret(receiver.url, signal),
        outlets.secret(receiver.secret, signal),
      ]);
      const given = { url: url.trim(), secret, nowMs: Date.now() };
      const { status } = await send({ ...webhookRequest(event, given), signal });
      return `answered ${status}`;
    }
    case "sns":
      await outlets.publish(topicMessage(event, await arnIn("sns", receiver.topic, how)), signal);
      return "accepted";
    case "eventbridge":
      await outlets.put(busEvent(event, await arnIn("events", receiver.bus, how)), signal);
      return "accepted";
    case "github":
      return how.inTurn(() => tellGithub(receiver, event, how));
  }
}

/** The ARN itself, or what the parameter holds; neither is shown if it is none. */
async function arnIn(
  service: "sns" | "events",
  given: string,
  { outlets, signal }: How,
): Promise<string> {
  if (!isParameter(given)) return given;
  const arn = (await outlets.secret(given, signal)).trim();
  const problem = receiverArnProblem(service, arn);
  if (problem !== undefined) throw new NotDelivered(`the value of ${given} ${problem}`);
  return arn;
}

async function tellGithub(
  receiver: Extract<Receiver, { to: "github" }>,
  event: ReleaseEvent,
  { outlets, workflow, signal }: How,
): Promise<string> {
  const { token: reference } = receiver;
  const token =
    reference === undefined ? workflow["GITHUB_TOKEN"] : await outlets.secret(reference, signal);
  if (!token) throw new NotDelivered("no `token` is set, and GITHUB_TOKEN is not either");
  const deployments = new GithubDeployments(receiver, token.trim(), workflow, signal);
  return event.test ? deployments.look() : deployments.tell(event);
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new NotDelivered("")), { once: true });
  });
}

function whyNot(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return `no answer within ${mostSeconds} s`;
  // Of another error, not even the text is safe to show.
  return error instanceof NotDelivered ? error.message : "it failed";
}

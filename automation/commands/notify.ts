import { placeOf } from "../../config/notify";
import { testEvent } from "../events/event";
import { exitCodes, refused } from "../world/errors";
import type { Delivery, Notifier } from "../world/notifier";
import type { Clock, Stack } from "../world/ports";
import type { StackOptions } from "./options";
import { type CommandResult, listed } from "./result";

export interface NotifyOptions extends StackOptions {
  /** The only thing it does so far. */
  test: true;
}

export interface NotifyParts {
  stack: Pick<Stack, "project" | "name" | "settings">;
  notifier: () => Notifier;
  clock: Pick<Clock, "nowMs" | "newId">;
}

/** `bluegreen notify --test`: sends a test event to each receiver, whatever its `on` says. */
export async function notify({ stack, notifier, clock }: NotifyParts): Promise<CommandResult> {
  const { project, name, settings } = stack;
  const receivers = settings.notify;
  if (receivers.length === 0) {
    throw refused(
      `the settings of ${name} have no \`notify\`, so nobody is notified of its releases`,
      `add receivers to Pulumi.${name}.yaml as docs/events.md shows`,
    );
  }
  const at = new Date(clock.nowMs()).toISOString();
  const event = testEvent(clock.newId().replace(/^r-/, "test-"), { project, stack: name, at });
  const found = await Promise.all(
    receivers.map(async (receiver) => {
      const delivery = await notifier().deliver(receiver, event);
      return { to: receiver.to, where: placeOf(receiver), ...delivery };
    }),
  );
  const ok = found.every((one) => one.ok);
  return {
    json: { ok, stack: name, event: event.id, receivers: found },
    text: [
      ok
        ? "every receiver has taken the test event"
        : "not every receiver has taken the test event",
      ...found.map((one) => listed(describe(one))),
    ].join("\n"),
    exitCode: ok ? exitCodes.done : exitCodes.refused,
  };
}

function describe({ to, where, ok, answer }: Delivery & { to: string; where: string }): string {
  return `${to} (${where}): ${ok ? answer : `not delivered: ${answer}`}`;
}

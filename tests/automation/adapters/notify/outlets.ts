import { testEvent } from "../../../../automation/events/event";
import {
  type BusEvent,
  NotDelivered,
  type Outlets,
  type TopicMessage,
} from "../../../../automation/world/notifier";
import type { ReleaseEvent } from "../../../../automation/world/releaseEvent";
import { notify, type Receiver } from "../../../../config/notify";

export const event: ReleaseEvent = {
  ...testEvent("r-1", { project: "shop", stack: "dev", at: "2026-01-02T03:04:05.000Z" }),
  ...{ id: "r-1/7/rolledBack", verb: "rolledBack", release: "r-1", kind: "release", test: false },
  services: [
    {
      ...{ name: "users", worker: false, candidate: "green", image: "repo@sha256:1", tag: "2" },
      sharePercent: 0,
      serving: { color: "blue", image: "repo@sha256:0", tag: "1" },
    },
  ],
  text: "dev: release r-1 of users: rolled back: a <b> & c",
  reasons: ["a <b> & c", "d\ne"],
  next: "bluegreen status --stack dev",
};

export const one = (receiver: object): Receiver => notify.parse([receiver])[0]!;

export function outletsWith(secrets: Record<string, string>) {
  const [published, put]: [TopicMessage[], BusEvent[]] = [[], []];
  const outlets: Outlets = {
    secret: (name) => {
      const value = secrets[name];
      return value === undefined
        ? Promise.reject(new NotDelivered(`there is no ${name}`))
        : Promise.resolve(value);
    },
    publish: (message) => Promise.resolve(void published.push(message)),
    put: (one) => Promise.resolve(void put.push(one)),
  };
  return { outlets, published, put };
}

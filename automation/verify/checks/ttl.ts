import { serviceState } from "../../../release/state";
import { namesOf } from "../../world/edges";
import type { Check } from "../check";
import { type Judgement, ok, warning } from "../finding";

/** How long clients may hold an answer of today. */
export const ttl: Check = {
  name: "TTL",
  fast: false,
  async look({ observer, environment, services, stack }) {
    if (!environment) return [];
    const { inventory, release } = environment;
    const released = services.filter((service) => serviceState(release, service).activeColor);
    return Promise.all(
      released.flatMap((service) => {
        const known = inventory.services[service];
        return (known ? namesOf(known) : []).map(async ({ name }) => {
          const answers = await observer.resolve(inventory, name);
          const live = Math.max(0, ...answers.map(({ ttlSeconds }) => ttlSeconds ?? 0));
          return judgeTtl(name, live, stack.settings.drain.ttlSeconds);
        });
      }),
    );
  },
};

export function judgeTtl(name: string, liveSeconds: number, settingsSeconds: number): Judgement {
  if (liveSeconds <= settingsSeconds) {
    return ok(name, `${liveSeconds} s live, ${settingsSeconds} s in the settings`);
  }
  return warning(
    name,
    `${liveSeconds} s live, more than the ${settingsSeconds} s of the settings: a drain takes the larger one`,
    `set \`drain.ttlSeconds\` to ${liveSeconds}, or fix the record if it is no alias`,
  );
}

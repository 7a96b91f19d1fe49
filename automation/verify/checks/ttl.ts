import { serviceState } from "../../../release/state";
import { namesOf } from "../../world/edges";
import type { Check } from "../check";
import { type Judgement, ok, warning } from "../finding";

/** How long clients may cache today's DNS answers. */
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
    return ok(name, `live ${liveSeconds} s, settings ${settingsSeconds} s`);
  }
  return warning(
    name,
    `the live TTL of ${liveSeconds} s is longer than the ${settingsSeconds} s in the settings; a drain waits for the longer one`,
    `set \`drain.ttlSeconds\` to ${liveSeconds}, or fix the record if it is not an alias`,
  );
}

import { waitingSettings } from "../../../config/definition";
import { unregisteredServices } from "../../../config/registered";
import { releasing } from "../../course/waiting";
import type { Check } from "../check";
import { ok, warning } from "../finding";

/** Whether settings wait for a release. */
export const settings: Check = {
  name: "settings",
  fast: false,
  look({ environment, services, stack }) {
    if (!environment) return Promise.resolve([]);
    const waiting = waitingSettings(
      stack.settings,
      environment.release,
      unregisteredServices(stack.settings, environment.release, environment.inventory.services),
    );
    return Promise.resolve(
      services
        .filter((name) => environment.release.services[name]?.activeColor)
        .map((name) => {
          const changes = waiting[name];
          if (!changes) return ok(name, "in production with these settings");
          const keys = changes.map(({ key }) => key).join(", ");
          return warning(name, `waiting for a release: ${keys}`, releasing(stack.name, name));
        }),
    );
  },
};

import { waitingSettings } from "../../../config/definition";
import { unregisteredServices } from "../../../config/registered";
import { releasing } from "../../course/waiting";
import type { Check } from "../check";
import type { DeployError } from "../../world/errors";
import { failing, type Judgement, ok, warning } from "../finding";

/** Whether the settings file can be used, and whether settings wait for a release. */
export const settings: Check = {
  name: "settings",
  fast: false,
  look({ environment, services, stack, unreadable }) {
    const unusable = unreadable ? unusableFile(stack.name, unreadable) : [];
    if (!environment) return Promise.resolve(unusable);
    const waiting = waitingSettings(
      stack.settings,
      environment.release,
      unregisteredServices(stack.settings, environment.release, environment.inventory.services),
    );
    return Promise.resolve([
      ...unusable,
      ...services
        .filter((name) => environment.release.services[name]?.activeColor)
        .map((name) => {
          const changes = waiting[name];
          if (!changes) return ok(name, "in production with these settings");
          const keys = changes.map(({ key }) => key).join(", ");
          return warning(name, `waiting for a release: ${keys}`, releasing(stack.name, name));
        }),
    ]);
  },
};

function unusableFile(stack: string, { found, next, reasons }: DeployError): Judgement[] {
  const what = `${found}; checked with the settings of the last \`up\` instead`;
  return [
    failing(`Pulumi.${stack}.yaml`, what, next),
    ...reasons.map((reason) => failing(`Pulumi.${stack}.yaml`, reason, "")),
  ];
}

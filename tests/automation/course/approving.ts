import { resume } from "../../../automation/runbook/recover";
import { release } from "../../../automation/runbook/release";
import type { Ports } from "../../../automation/world/ports";
import type { ReleaseState } from "../../../release/state";
import { api, play } from "./play";

export const begun = "arn:aws:sts::123456789012:assumed-role/deployer/run-1";
export const other = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Lead_1/ben";

/** Services whose releases need approval; `as` is who AWS says that the caller is. */
export async function playing(
  services: Record<string, object> = { users: api },
  notByOwner = true,
) {
  const played = await play(services);
  const { ports } = played;
  const by = { arn: begun as string | null };
  const settings = ports.stack.settings as { approval?: object };
  settings.approval = { beforeSwitch: true, expiresHours: 24, notByOwner };
  const identity = (): ReturnType<Ports["inspector"]["identity"]> =>
    Promise.resolve(
      by.arn === null
        ? { notHere: "no STS" }
        : { value: { account: "123456789012", arn: by.arn, region: "eu-central-1" } },
    );
  Object.assign(ports.inspector, { identity });
  const ups: { state: ReleaseState; only: unknown }[] = [];
  const apply = ports.stack.apply.bind(ports.stack);
  ports.stack.apply = (wanted, options) => {
    ups.push({ state: wanted, only: options.only });
    return apply(wanted, options);
  };
  const waitHours = (hours: number) => ports.clock.sleep(hours * 3_600_000);
  const begin = () => release(played.run(), played.environment(), played.asked);
  const goOn = () => resume(played.run(), played.environment());
  /** A release whose deployer is killed by the second `up`: it asks for approval, or else switches. */
  const killedAtSwitch = async () => {
    const { stack } = ports;
    const alive = stack.apply.bind(stack);
    let count = 0;
    stack.apply = (wanted, options) =>
      count++ > 0 ? Promise.reject(new Error("killed")) : alive(wanted, options);
    await begin().catch(() => undefined);
    stack.apply = alive;
  };
  const as = (arn: string | null) => {
    by.arn = arn;
    return played.run();
  };
  return { ...played, ups, waitHours, begin, goOn, as, settings, killedAtSwitch };
}

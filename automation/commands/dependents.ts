import { callersOf } from "../../config/definition";
import { list } from "../../config/problem";
import { parseValues } from "../../config/raw";
import type { ReleaseState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { refused } from "../world/errors";
import type { Stacks } from "../world/stacks";

interface Dependent {
  stack: string;
  isBuiltOn: boolean;
  /** What it uses of the other environment. */
  what: string;
  services: Record<string, { calls?: readonly string[] } | null>;
}

/** Refuses to delete an environment on which others depend. */
export async function refuseWhileOthersDependOn(stacks: Stacks, name: string): Promise<void> {
  const dependents = await dependentsOf(stacks, name);
  if (dependents.length === 0) return;
  throw refused(
    `other environments depend on ${name}`,
    "destroy those environments first",
    dependents.map(({ stack, what }) => `${stack} ${what}`),
  );
}

/** Refuses a new environment that takes images or load balancers from one that has never been up. */
export async function refuseUnlessUp(
  stacks: Stacks,
  { foundation, imagesFrom }: { foundation?: string | undefined; imagesFrom?: string | undefined },
): Promise<void> {
  const isUp = (await stacks.list()).filter(({ lastUpdate }) => lastUpdate).map(({ name }) => name);
  const missing = [foundation, imagesFrom].find((one) => one !== undefined && !isUp.includes(one));
  if (missing === undefined) return;
  const uses = missing === foundation ? "uses the load balancers of" : "takes its images from";
  throw refused(
    `the new environment ${uses} ${missing}, which has never been up; nothing was changed`,
    `bring that up first: ${bluegreen("up", missing)}; then run the command again`,
  );
}

/** Refuses to remove a service on whose images or load balancer rules other environments depend. */
export async function refuseWhileOthersNeed(
  stacks: Stacks,
  name: string,
  service: string,
): Promise<void> {
  const dependents = (await dependentsOf(stacks, name)).filter(
    ({ services }) =>
      service in services || Object.values(services).some((one) => one?.calls?.includes(service)),
  );
  if (dependents.length === 0) return;
  throw refused(
    `other environments depend on ${service} of ${name}`,
    `remove ${service} from those environments first`,
    dependents.map(({ stack, what }) => `${stack} ${what}`),
  );
}

/** Refuses to remove a service that a running fleet calls, though the settings may say otherwise by now. */
export function refuseWhileCalled(stack: string, name: string, release: ReleaseState): void {
  const callers = callersOf(name, release);
  if (callers.length === 0) return;
  const releases = callers.map((caller) => bluegreen("deploy", stack, "--service", caller));
  throw refused(
    `${list(callers)} was released with a call to ${name}, and would lose it`,
    `release without the call: ${releases.join("; ")}; then: ${bluegreen(`service remove ${name}`, stack)}`,
  );
}

/** Names of the environments that are built on this one. */
export async function builtOn(stacks: Stacks, name: string): Promise<string[]> {
  const dependents = await dependentsOf(stacks, name);
  return dependents.filter(({ isBuiltOn }) => isBuiltOn).map(({ stack }) => stack);
}

/** According to their settings as of their last `up`. */
async function dependentsOf(stacks: Stacks, name: string): Promise<Dependent[]> {
  const dependents: Dependent[] = [];
  for (const { name: stack } of await stacks.list()) {
    if (stack === name) continue;
    const { foundation, imagesFrom, services } = parseValues(
      (await stacks.lastConfig(stack)) ?? {},
    );
    const has = { stack, services: (services ?? {}) as Dependent["services"] };
    if (foundation === name) {
      dependents.push({ ...has, isBuiltOn: true, what: "uses its network and load balancers" });
    } else if (imagesFrom === name) {
      dependents.push({ ...has, isBuiltOn: false, what: "uses its images" });
    }
  }
  return dependents;
}

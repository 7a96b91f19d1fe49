import { isPrivate } from "../isPrivate";
import type { Problem } from "../problem";
import type { ApiSettings } from "../schema";
import { apis, type Draft } from "./draft";

/** What a private service can't have, and what does the same for it. */
const instead: Partial<Record<keyof ApiSettings, string>> = {
  hosts:
    "are public names, and a private service has none; set `host` to change the first label of " +
    "`<host>.internal.<domain>`",
  checks:
    "are requests of the machine that deploys, which can't reach private load balancers; send them " +
    "in `selfTest`, a command in the image that runs inside the network",
  test:
    "runs on the machine that deploys, which can't reach private load balancers; use `selfTest`, a " +
    "command in the image that runs inside the network",
  compare:
    "sends requests from the machine that deploys, which can't reach private load balancers; use `canary`, " +
    "which compares both versions by the metrics of the load balancers",
  warm:
    "sends requests from the machine that deploys, which can't reach private load balancers; send them to " +
    "`TEST_URL` in `selfTest` or in `hooks.beforeSwitch`",
};

const ofTasks =
  "is set by the deployer for the tasks of `selfTest` and of hooks, where it is the candidate's address; choose another name";

/** Settings that go with `public: false` only, or not with it. */
export function privateProblems(draft: Draft): Problem[] {
  return apis(draft).flatMap(([name, service]): Problem[] => {
    const key = `services.${name}`;
    const reads = [`${key}.public`];
    if (!isPrivate(service)) {
      if (service.selfTest === undefined) return [];
      const text =
        "is for workers and for `public: false`; test a public service with `checks` or `test`, which use its test name";
      return [{ key: `${key}.selfTest`, text, reads }];
    }
    const settings = Object.entries(instead).flatMap(([setting, text]) =>
      isSet(service[setting as keyof ApiSettings])
        ? [{ key: `${key}.${setting}`, text, reads }]
        : [],
    );
    const variables = (["environment", "secrets"] as const)
      .filter((setting) => Object.hasOwn(service[setting], "TEST_URL"))
      .map((setting) => ({ key: `${key}.${setting}.TEST_URL`, text: ofTasks, reads }));
    return [...settings, ...variables];
  });
}

/** A list without entries sends nothing. */
const isSet = (value: unknown) => value !== undefined && !(Array.isArray(value) && !value.length);

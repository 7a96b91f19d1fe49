import { outputOption } from "../logSchema";
import type { Problem } from "../problem";
import type { ServiceSettings } from "../schema";
import { type Draft, services } from "./draft";

/**
 * Inputs of the configuration that ECS writes for a router: where lines come in, and for Fluent Bit where a health check
 * may ask. Source: "Example Amazon ECS task definition: Route logs to FireLens", ECS Developer Guide, and ECS's agent.
 */
const routerPorts = { fluentbit: [24_224, 8877], fluentd: [24_224] } as const;
/** Source: "Configuring Amazon ECS logs for high throughput", ECS Developer Guide. */
const mostBufferedLines = 536_870_911;
const bufferLimit = "log-driver-buffer-limit";
/** What ECS reads itself; all others belong to an output. */
const withoutOutput = [bufferLimit, "include-pattern", "exclude-pattern"];

type Logs = NonNullable<ServiceSettings["logs"]>;
type Router = NonNullable<ServiceSettings["sidecars"][string]["logRouter"]>;

/** Sources: `FirelensConfiguration` and `LogConfiguration` of the Amazon ECS API Reference, and what its agent refuses. */
export function logProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, service]) => {
    const key = `services.${name}`;
    const routers = Object.entries(service.sidecars).flatMap(([sidecar, { logRouter }]) =>
      logRouter ? [{ key: `${key}.sidecars.${sidecar}.logRouter`, router: logRouter }] : [],
    );
    return [
      ...routerProblems(key, service, routers),
      ...userProblems(key, service),
      ...(service.logs ? optionProblems(key, service.logs, routers[0]?.router) : []),
    ];
  });
}

function routerProblems(
  key: string,
  service: ServiceSettings,
  routers: readonly { key: string; router: Router }[],
): Problem[] {
  const reads = [`${key}.logs`, `${key}.sidecars`];
  if (service.logs && routers.length === 0) {
    const text =
      "need a log router: add a sidecar with `logRouter: { type: fluentbit }` that runs Fluent Bit (docs/sidecars.md)";
    return [{ key: `${key}.logs`, text, reads }];
  }
  const [first, ...others] = routers;
  return [
    ...(first && !service.logs
      ? [
          {
            key: first.key,
            text: `has nothing to route, which ECS refuses: set \`${key}.logs\`, or remove this`,
            reads,
          },
        ]
      : []),
    ...others.map((other) => ({
      key: other.key,
      text: "is a second log router; ECS allows one in a task",
      reads,
    })),
    ...(first ? portProblems(key, service, first.router) : []),
  ];
}

/** ECS's agent gives the user the router's folders, and looks no name up in the image. */
function userProblems(key: string, { sidecars }: ServiceSettings): Problem[] {
  return Object.entries(sidecars).flatMap(([sidecar, { logRouter, user }]) =>
    logRouter && user !== undefined && !/^\d+(:|$)/.test(user)
      ? [
          {
            key: `${key}.sidecars.${sidecar}.user`,
            text: `must be a user ID, such as \`"1000"\`, since ECS does not start a log router whose user is a name, found \`${user}\``,
          },
        ]
      : [],
  );
}

function portProblems(key: string, service: ServiceSettings, { type }: Router): Problem[] {
  if (service.kind !== "api") return [];
  const taken: readonly number[] = routerPorts[type];
  const ports = { port: service.port, "healthCheck.port": service.healthCheck.port };
  return Object.entries(ports).flatMap(([port, number]) =>
    number !== undefined && taken.includes(number)
      ? [
          {
            key: `${key}.${port}`,
            text: `must not be ${number}: the task's log router listens on that port`,
            reads: [`${key}.sidecars`],
          },
        ]
      : [],
  );
}

function optionProblems(
  key: string,
  { options, secretOptions }: Logs,
  router: Router | undefined,
): Problem[] {
  const limit = options[bufferLimit] ?? "0";
  const isLimit = /^\d{1,9}$/.test(limit) && Number(limit) <= mostBufferedLines;
  return [
    ...(router ? outputProblems(key, { options, secretOptions }, router) : []),
    ...Object.keys(secretOptions)
      .filter((option) => option in options)
      .map((option) => ({
        key: `${key}.logs.secretOptions.${option}`,
        text: "is also set in `options`; remove one of the two",
      })),
    ...(isLimit
      ? []
      : [
          {
            key: `${key}.logs.options.${bufferLimit}`,
            text: `must be a number of lines, at most ${mostBufferedLines}`,
          },
        ]),
  ];
}

/** A router's own configuration may say where lines go. ECS starts no task with options of an output that has no name. */
function outputProblems(
  key: string,
  { options, secretOptions }: Logs,
  { type, configFile }: Router,
): Problem[] {
  const output = outputOption[type];
  if (output in options) return [];
  const reads = [`${key}.sidecars`];
  if (configFile === undefined) {
    const text = `must have \`${output}\`, which names the output, unless the router has a \`configFile\``;
    return [{ key: `${key}.logs.options`, text, reads }];
  }
  const names = [...Object.keys(options), ...Object.keys(secretOptions)];
  const [one] = names.filter((name) => !withoutOutput.includes(name));
  if (one === undefined) return [];
  const text =
    `must have \`${output}\`, the output that \`${one}\` is for; to configure outputs in \`configFile\` alone, ` +
    `remove \`${one}\``;
  return [{ key: `${key}.logs.options`, text, reads: [...reads, `${key}.logs.secretOptions`] }];
}

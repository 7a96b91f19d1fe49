import { outputOption } from "../logSchema";
import type { Problem } from "../problem";
import type { ServiceSettings } from "../schema";
import { type Draft, services } from "./draft";

/** A forward input of every router that ECS configures ("Send Amazon ECS logs to an AWS service", ECS Developer Guide). */
const routerPort = 24_224;
/** `log-driver-buffer-limit`, `LogConfiguration`, Amazon ECS API Reference. */
const mostBufferedBytes = 536_870_912;

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
      ...(service.logs ? optionProblems(`${key}.logs`, service.logs, routers[0]?.router) : []),
    ];
  });
}

function routerProblems(
  key: string,
  service: ServiceSettings,
  routers: readonly { key: string }[],
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
      text: "is one too many: ECS runs one log router in a task",
      reads,
    })),
    ...(first ? portProblems(key, service) : []),
  ];
}

function portProblems(key: string, service: ServiceSettings): Problem[] {
  if (service.kind !== "api") return [];
  const ports = { port: service.port, "healthCheck.port": service.healthCheck.port };
  return Object.entries(ports).flatMap(([port, number]) =>
    number === routerPort
      ? [
          {
            key: `${key}.${port}`,
            text: `must not be ${routerPort}, on which the task's log router listens`,
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
  const output = outputOption[router?.type ?? "fluentbit"];
  const limit = options["log-driver-buffer-limit"];
  const isLimit = limit === undefined || /^\d{1,9}$/.test(limit);
  return [
    // Its own configuration may say where lines go.
    ...(router && !router.configFile && !(output in options)
      ? [
          {
            key: `${key}.options`,
            text: `must have \`${output}\`, the output of ${router.type}, or the router a \`configFile\``,
            reads: [`${key.replace(/\.logs$/, "")}.sidecars`],
          },
        ]
      : []),
    ...Object.keys(secretOptions)
      .filter((option) => option in options)
      .map((option) => ({
        key: `${key}.secretOptions.${option}`,
        text: "is also set in `options`; remove one of the two",
      })),
    ...(isLimit && Number(limit ?? 0) <= mostBufferedBytes
      ? []
      : [
          {
            key: `${key}.options.log-driver-buffer-limit`,
            text: `must be a number of bytes, at most ${mostBufferedBytes}`,
          },
        ]),
  ];
}

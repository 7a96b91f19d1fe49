import { isPrivate } from "../isPrivate";
import type { Problem } from "../problem";
import { apis, type Draft } from "./draft";

/** Settings with which the deployer sends a GET or HEAD: a gRPC service answers neither. */
const requested = ["checks", "compare", "warm"] as const;

export function protocolProblems(draft: Draft): Problem[] {
  return apis(draft).flatMap(([name, service]) => {
    // A private service can't have them whatever it speaks, and has no `test` either.
    if (service.protocol !== "grpc" || isPrivate(service)) return [];
    const given = requested.filter((key) =>
      key === "checks" ? service.checks.length > 0 : service[key] !== undefined,
    );
    const keys = given.map((key) => `services.${name}.${key}`);
    return keys.map((key) => ({
      key,
      text:
        "sends GET and HEAD requests, which a gRPC service does not answer. Remove it, and call " +
        `${name} from the command in \`test\``,
      reads: [`services.${name}.protocol`],
    }));
  });
}

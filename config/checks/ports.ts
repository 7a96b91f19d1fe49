import type { Problem } from "../problem";
import { type Draft, services } from "./draft";

/** Each port has one rule in the tasks' security group. */
export function portProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { outboundPorts }]) =>
    outboundPorts.flatMap((port, index) =>
      outboundPorts.indexOf(port) < index
        ? [{ key: `services.${name}.outboundPorts.${index}`, text: `names ${port} twice` }]
        : [],
    ),
  );
}

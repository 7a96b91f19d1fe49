import type { CompareSettings } from "../../config/schema";
import { type Color, otherColor } from "../../release/state";
import type { ApiPart, Environment } from "./environment";
import type { Ports } from "./ports";
import type { Read, ReadAnswer } from "./reads";

/** An API whose new version is compared with the one in production. */
export type ComparedPart = Pick<ApiPart, "name" | "candidate" | "productionName"> & {
  settings: Pick<ApiPart["settings"], "longestRequestSeconds" | "protocol">;
};

/**
 * A read to the fleet of one color, at whichever load balancer: header rules lead to both fleets
 * (components/loadBalancer/routes.ts).
 */
export function readOf(
  { colorSecret }: Pick<Environment, "colorSecret">,
  { productionName, settings }: Omit<ComparedPart, "candidate">,
  { method, path, headers }: Pick<Read, "method" | "path" | "headers">,
  { color, address }: { color: Color; address: string },
): Read {
  return {
    ...{ method, path, address, hostName: productionName },
    headers: { ...headers, "x-bluegreen-color": color, "x-bluegreen-secret": colorSecret },
    timeoutSeconds: Math.max(leastTimeoutSeconds, settings.longestRequestSeconds),
    ...(settings.protocol === "http2" && { http2: true }),
  };
}

const leastTimeoutSeconds = 10;

/** The answer to a read, which is sent once more if there was none: a single lost connection says nothing. */
export async function answerTo({ reads }: Pick<Ports, "reads">, read: Read): Promise<ReadAnswer> {
  const answer = await reads.send(read);
  return "error" in answer ? reads.send(read) : answer;
}

/** Requests that give nothing to compare with, because the version in production fails them; a line each. */
export async function withoutBaseline(
  ports: Pick<Ports, "reads" | "observer">,
  environment: Pick<Environment, "inventory" | "colorSecret">,
  part: ComparedPart,
  { requests }: CompareSettings,
): Promise<string[]> {
  const [address] = await ports.observer.edgeAddresses(environment.inventory, part.candidate);
  const color = otherColor(part.candidate);
  const found = await Promise.all(
    requests.map(async (request): Promise<string[]> => {
      const answer: ReadAnswer = address
        ? await answerTo(ports, readOf(environment, part, request, { color, address }))
        : { error: `the ${part.candidate} load balancer has no address` };
      if ("status" in answer && answer.status < 400) return [];
      const why =
        "error" in answer ? `gives no answer: ${answer.error}` : `answers ${answer.status}`;
      return [`${request.method} ${request.path} ${why}`];
    }),
  );
  return found.flat();
}

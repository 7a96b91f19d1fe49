import type { CompareSettings } from "../../config/schema";
import { type Color, type OriginRecord, otherColor, serviceState } from "../../release/state";
import { adoptedNames } from "./adopted";
import type { ApiPart, Environment } from "./environment";
import type { Ports } from "./ports";
import type { Read, ReadAnswer } from "./reads";

/** An API whose new version is compared with the one in production, or with the origin of its name. */
export type ComparedPart = Pick<ApiPart, "name" | "candidate" | "productionName"> & {
  settings: Pick<ApiPart["settings"], "longestRequestSeconds" | "protocol">;
  /** The name's origin, if that serves; otherwise the fleet of the other color does. */
  adopted?: OriginRecord;
};

/** The part, at the name where it is compared: an adopted one, as long as its origin serves. */
export function comparedPart<T extends ComparedPart>(environment: Environment, part: T): T {
  if (serviceState(environment.release, part.name).activeColor !== null) return part;
  const all = adoptedNames(environment, part.name);
  const [first] = [...all.filter(([name]) => name === part.productionName), ...all];
  return first ? { ...part, productionName: first[0], adopted: first[1] } : part;
}

/** What answers clients so far, in words. */
export function servedBy({ productionName, adopted }: ComparedPart): string {
  return adopted ? `the origin of ${productionName}` : "production";
}

/**
 * A read to the fleet of one color, at whichever load balancer: header rules lead to both fleets
 * (components/loadBalancer/routes.ts).
 */
export function readOf(
  { colorSecret }: Pick<Environment, "colorSecret">,
  part: Omit<ComparedPart, "candidate">,
  request: Pick<Read, "method" | "path" | "headers">,
  { color, address }: { color: Color; address: string },
): Read {
  const read = plainRead(part, request, address);
  const own = { "x-bluegreen-color": color, "x-bluegreen-secret": colorSecret };
  return { ...read, headers: { ...read.headers, ...own } };
}

/** A read to what serves: an origin is somebody else's, and gets what its clients send, without the secret. */
export function baselineRead(
  environment: Pick<Environment, "colorSecret">,
  part: ComparedPart,
  request: Pick<Read, "method" | "path" | "headers">,
  address: string,
): Read {
  if (part.adopted) return plainRead(part, request, address);
  return readOf(environment, part, request, { color: otherColor(part.candidate), address });
}

function plainRead(
  { productionName, settings }: Omit<ComparedPart, "candidate">,
  { method, path, headers }: Pick<Read, "method" | "path" | "headers">,
  address: string,
): Read {
  return {
    ...{ method, path, address, hostName: productionName, headers },
    timeoutSeconds: Math.max(leastTimeoutSeconds, settings.longestRequestSeconds),
    ...(settings.protocol === "http2" && { http2: true }),
  };
}

const leastTimeoutSeconds = 10;

/** Where what serves is asked: at the candidate's load balancer, or where the origin's record leads. */
export async function baselineAddresses(
  { observer }: Pick<Ports, "observer">,
  inventory: Environment["inventory"],
  { adopted, candidate }: ComparedPart,
): Promise<string[]> {
  if (!adopted) return observer.edgeAddresses(inventory, candidate);
  const { type, alias, values = [] } = adopted;
  if (!alias && type === "A") return values;
  const found = await Promise.all(
    (alias ? [alias.name] : values).map((name) => observer.addressesOf(name)),
  );
  return found.flat();
}

/** The answer to a read, which is sent once more if there was none: a single lost connection says nothing. */
export async function answerTo({ reads }: Pick<Ports, "reads">, read: Read): Promise<ReadAnswer> {
  const answer = await reads.send(read);
  return "error" in answer ? reads.send(read) : answer;
}

/** Requests that give nothing to compare with, because what serves fails them; a line each. */
export async function withoutBaseline(
  ports: Pick<Ports, "reads" | "observer">,
  environment: Pick<Environment, "inventory" | "colorSecret">,
  part: ComparedPart,
  { requests }: CompareSettings,
): Promise<string[]> {
  const [address] = await baselineAddresses(ports, environment.inventory, part);
  const nowhere = part.adopted ? servedBy(part) : `the ${part.candidate} load balancer`;
  const found = await Promise.all(
    requests.map(async (request): Promise<string[]> => {
      const answer: ReadAnswer = address
        ? await answerTo(ports, baselineRead(environment, part, request, address))
        : { error: `${nowhere} has no address` };
      if ("status" in answer && answer.status < 400) return [];
      const why =
        "error" in answer ? `gives no answer: ${answer.error}` : `answers ${answer.status}`;
      return [`${request.method} ${request.path} ${why}`];
    }),
  );
  return found.flat();
}

import { createSocket } from "node:dgram";
import { decode, encode, type Packet, RECURSION_DESIRED } from "dns-packet";
import { pick, type Random } from "./seededRandom";

export interface NameServer {
  name: string;
  host: string;
  port: number;
}

/** A DNS answer for a name. */
export interface Answer {
  /** All of one family, at least one. */
  addresses: [string, ...string[]];
  ttlSeconds: number;
}

/** IPv4 or IPv6 addresses. */
export type AddressType = "A" | "AAAA";

/** Throws if the name has no address or no server answers. */
export type Resolve = (name: string) => Promise<Answer>;

export class ResolveError extends Error {
  override name = "ResolveError";
}

const attempts = 3;

/**
 * Asks one name server at random, as a resolver behind a real client does; another one if it stays
 * silent.
 */
export function stubResolver(
  servers: [NameServer, ...NameServer[]],
  random: Random,
  timeoutMs = 1000,
  type: AddressType = "A",
): Resolve {
  const resolve: Resolve = async (name) => {
    const silent: string[] = [];
    for (let attempt = 0; attempt < attempts; attempt++) {
      const server = pick(servers, random);
      const question = { type, name };
      const response = await ask(server, question, Math.floor(random() * 0x10000), timeoutMs);
      const cname = response && cnameIn(response);
      if (cname) return following(cname, await resolve(cname.target));
      if (response) return toAnswer(response, question, server);
      silent.push(server.name);
    }
    throw new ResolveError(`no answer for ${name} from ${silent.join(", ")}`);
  };
  return resolve;
}

interface Cname {
  target: string;
  ttlSeconds: number;
}

/** An answer of a name that is called another one. */
function cnameIn(response: Packet): Cname | undefined {
  const [first] = response.answers ?? [];
  return first?.type === "CNAME" ? { target: first.data, ttlSeconds: first.ttl ?? 0 } : undefined;
}

/** A resolver keeps both, each for its TTL: for the longer one it may lead where this answer does. */
function following({ ttlSeconds }: Cname, answer: Answer): Answer {
  return { ...answer, ttlSeconds: Math.max(ttlSeconds, answer.ttlSeconds) };
}

interface Question {
  type: AddressType;
  name: string;
}

function toAnswer(response: Packet, { type, name }: Question, server: NameServer): Answer {
  const records = (response.answers ?? []).flatMap((record) =>
    (record.type === "A" || record.type === "AAAA") && record.type === type ? [record] : [],
  );
  const [first, ...others] = records.map(({ data }) => data);
  if (!first) {
    const { rcode } = response as { rcode?: string };
    throw new ResolveError(
      `${name} has no ${type === "AAAA" ? "IPv6 " : ""}address at ${server.name} (${rcode ?? "no rcode"})`,
    );
  }
  return {
    addresses: [first, ...others],
    ttlSeconds: Math.min(...records.map(({ ttl }) => ttl ?? 0)),
  };
}

/** Undefined if the server does not answer in time. */
function ask(
  server: NameServer,
  question: Question,
  id: number,
  timeoutMs: number,
): Promise<Packet | undefined> {
  const query: Packet = {
    type: "query",
    id,
    flags: RECURSION_DESIRED,
    questions: [question],
  };
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const end = (response?: Packet) => {
      clearTimeout(timer);
      socket.close();
      resolve(response);
    };
    const timer = setTimeout(end, timeoutMs);
    // A port where nothing listens is a silent server.
    socket.once("error", () => end());
    socket.on("message", (message) => {
      const response = decode(message);
      if (response.id === id) end(response);
    });
    // Connected, so that only the server's own packets arrive and a refusal is reported.
    socket.connect(server.port, server.host, () => socket.send(encode(query)));
  });
}

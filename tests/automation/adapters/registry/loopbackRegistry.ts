import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface LoopbackRegistry {
  /** Such as `127.0.0.1:4711`. */
  host: string;
  /** Method and path of every request, in order. */
  requests: string[];
  close(): void;
}

export interface Content {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface RegistryInput {
  /** Responses by path, such as `/v2/team/users/manifests/v1`; a list is used in order. */
  content: Record<string, Content | Content[]>;
  /** `user:password` that gets a token; undefined: everybody gets one. */
  login?: string;
  /** Where it sends callers for a token, if not to itself. */
  realm?: string;
  /** What it gives as one. */
  givenToken?: string;
}

const token = "a-token";

/** A registry with the token flow of ghcr.io and Docker Hub, which needs a bearer token for everything. */
export async function startRegistry(input: RegistryInput): Promise<LoopbackRegistry> {
  const { content } = input;
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (url.pathname === "/token") return giveToken(request, response, input);
    if (request.headers.authorization !== `Bearer ${token}`) {
      return challenge(request, response, input.realm);
    }
    answer(request, response, content[url.pathname]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, requests, close: () => void server.close() };
}

function giveToken(
  request: IncomingMessage,
  response: ServerResponse,
  { login, givenToken = JSON.stringify({ token }) }: RegistryInput,
): void {
  const wanted = login && `Basic ${Buffer.from(login).toString("base64")}`;
  const isRight = wanted === undefined || request.headers.authorization === wanted;
  response.writeHead(isRight ? 200 : 401).end(isRight ? givenToken : "");
}

function challenge(
  { headers }: IncomingMessage,
  response: ServerResponse,
  realm = `http://${headers.host}/token`,
): void {
  const scope = "repository:team/users:pull";
  response.writeHead(401, {
    "www-authenticate": `Bearer realm="${realm}",service="registry.example",scope="${scope}"`,
  });
  response.end();
}

function answer(
  { method }: IncomingMessage,
  response: ServerResponse,
  content: Content | Content[] | undefined,
): void {
  const one = Array.isArray(content) ? content.shift() : content;
  response.writeHead(one ? (one.status ?? 200) : 404, one?.headers);
  response.end(method === "HEAD" ? undefined : one?.body);
}

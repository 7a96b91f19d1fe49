import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A response of an AWS endpoint with the JSON protocol; null never responds. */
export type Answer = {
  status: number;
  body: object | string;
  headers?: Record<string, string>;
} | null;

export const refusal = (status: number, type: string, message: string): Answer => ({
  status,
  body: { __type: type, message },
});

export interface Endpoint {
  /** Requested operations, in order, such as `DescribeServices`. */
  operations: string[];
  close(): Promise<void>;
}

/**
 * An endpoint on loopback that the SDK is configured to use, so that its real protocol, retries and time limits
 * are at work. Responds in the order given and repeats the last response.
 */
export function startEndpoint(answers: Answer[]): Promise<Endpoint> {
  return startEndpointThat((_, count) => answers[Math.min(count, answers.length - 1)]!);
}

/** Chooses the response by the operation and the number of requests before it. */
export async function startEndpointThat(
  answers: (operation: string, count: number) => Answer,
): Promise<Endpoint> {
  const operations: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const operation = operationOf(request);
    const answer = answers(operation, operations.length);
    operations.push(operation);
    if (!answer) return;
    const { status, body, headers } = answer;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const type = text.startsWith("<") ? "text/html" : "application/x-amz-json-1.1";
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const restore = setEnvironment({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  const close = async () => {
    restore();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { operations, close };
}

function operationOf({ headers }: IncomingMessage): string {
  return String(headers["x-amz-target"]).split(".")[1] ?? "";
}

/** Sets environment variables (undefined removes one) and returns a function that restores them. */
export function setEnvironment(variables: Record<string, string | undefined>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(variables)) set(name, value);
  return () => before.forEach(([name, value]) => set(name, value));
}

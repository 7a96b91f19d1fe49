import { isDeepStrictEqual } from "node:util";
import { Agent, request } from "undici";
import type { Check } from "../../../config/schema";
import type { CheckResult, GateInput } from "../../world/ports";
import type { Connection, Endpoint } from "../../world/connected";

const timeoutMs = 10_000;
/** A candidate may send an endless response. */
const longestBodyBytes = 1024 * 1024;

/**
 * Runs the checks in the settings against every address of the candidate's load balancer: with the test name,
 * and with production's own name plus the headers that lead to the candidate.
 */
export async function runChecks(
  input: GateInput,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const address of input.edgeAddresses) {
    const connect = { ...(await endpoint(address)), http2: input.settings.protocol === "http2" };
    for (const check of input.settings.checks) {
      for (const route of routes(input)) {
        results.push(await runCheck(check, route, { address, ...connect }, signal));
      }
    }
  }
  return results;
}

interface Edge extends Connection {
  /** The service answers clients of HTTP/2 only. */
  http2: boolean;
}

interface Route {
  name: string;
  headers: Readonly<Record<string, string>>;
  via: string;
}

function routes(input: GateInput): Route[] {
  const { testName, productionName, testHeaders, color, colorSecret } = input;
  const headers = { "x-bluegreen-color": color, "x-bluegreen-secret": colorSecret };
  return [
    { name: testName, headers: testHeaders, via: "" },
    { name: productionName, headers, via: ` on ${color}` },
  ];
}

/** A request without an answer is sent once more: a single lost connection says nothing. */
async function runCheck(
  check: Check,
  route: Route,
  edge: Edge & { address: string },
  signal: AbortSignal,
): Promise<CheckResult> {
  const started = performance.now();
  const name = `${check.method} https://${route.name}${check.path}${route.via} at ${edge.address}`;
  const answer = await ask(check, route, edge, signal);
  const { reason, body } = answer.lost ? await ask(check, route, edge, signal) : answer;
  return {
    name,
    ok: reason === "",
    seconds: (performance.now() - started) / 1000,
    reason,
    output: reason === "" ? "" : body,
  };
}

async function ask(
  check: Check,
  route: Route,
  edge: Edge,
  signal: AbortSignal,
): Promise<{ reason: string; body: string; lost?: true }> {
  // Connects to the load balancer under test, but with the name under test.
  const dispatcher = new Agent({
    connect: { servername: route.name, ca: edge.ca },
    maxResponseSize: longestBodyBytes,
    allowH2: edge.http2,
  });
  try {
    const response = await request(`https://${edge.host}:${edge.port}${check.path}`, {
      method: check.method,
      headers: { ...route.headers, host: route.name },
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const body = await response.body.text();
    return { reason: mismatch(check, response.statusCode, body), body };
  } catch (error) {
    signal.throwIfAborted();
    return {
      reason: `no answer: ${error instanceof Error ? error.message : String(error)}`,
      ...{ body: "", lost: true },
    };
  } finally {
    await dispatcher.destroy();
  }
}

/** How a response differs from what the check expects; empty if it does not. */
export function mismatch(check: Check, status: number, body: string): string {
  if (status !== check.status) return `status ${status}, expected ${check.status}`;
  if (check.text !== undefined && !body.includes(check.text)) {
    return `the body does not contain ${JSON.stringify(check.text)}`;
  }
  return check.json === undefined ? "" : jsonMismatch(check.json, body);
}

function jsonMismatch(expected: Record<string, unknown>, body: string): string {
  let actual: unknown;
  try {
    actual = JSON.parse(body);
  } catch {
    return "the body is not JSON";
  }
  if (typeof actual !== "object" || actual === null) return "the body is not a JSON object";
  // Without the names that every object inherits, such as `constructor`.
  const members = { __proto__: null, ...actual } as Record<string, unknown>;
  return Object.entries(expected)
    .filter(([key, value]) => !isDeepStrictEqual(members[key], value))
    .map(
      ([key, value]) =>
        `\`${key}\` is ${JSON.stringify(members[key])}, expected ${JSON.stringify(value)}`,
    )
    .join("; ");
}

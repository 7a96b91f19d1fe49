/** Templates of new services. Everything else is a default of the schema (config/schema.ts). */
export const templates = {
  /** Behind the load balancers, with two tasks, checked before it gets traffic. */
  api: {
    port: 8080,
    size: 2,
    cpu: 512,
    memoryMiB: 1024,
    healthCheck: { path: "/health" },
    checks: [{ path: "/health" }],
  },
  /** One task of Fargate's smallest size: to try something out and throw it away. */
  prototype: {
    port: 8080,
    size: 1,
    cpu: 256,
    memoryMiB: 512,
    healthCheck: { path: "/health" },
    checks: [{ path: "/health" }],
  },
  /** Fetches its own work and is behind no load balancer; replace `selfTest.command`. */
  worker: {
    kind: "worker",
    size: 1,
    cpu: 256,
    memoryMiB: 512,
    selfTest: { command: ["node", "self-test.js"], timeoutSeconds: 60 },
  },
} as const;

export type TemplateName = keyof typeof templates;

export function isTemplate(name: string): name is TemplateName {
  return name in templates;
}

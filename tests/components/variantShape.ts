import { capabilities } from "../../config/capabilities";
import { ulimitNames } from "../../config/containerSchema";

const volumes = [
  { path: "/tmp", temporary: true },
  {
    ...{ path: "/data", temporary: false, readOnly: false },
    ...{ efs: "fs-01234567", accessPoint: "fsap-01234567" },
  },
  { path: "/shared", readOnly: true, efs: "fs-0123456789abcdef0" },
];

const sidecars = {
  otel: {
    image: `public.ecr.aws/otel/collector:0.1@sha256:${"a".repeat(64)}`,
    ...{ cpu: 128, memoryMiB: 256, essential: true, startFirst: true, stopSeconds: 60 },
    ...{ command: ["--config", "/etc/otel.yaml"], entryPoint: ["/otel"], user: "10001" },
    ...{ workingDirectory: "/otel", environment: { A: "b" }, secrets: { TOKEN: "/dev/otel" } },
    ...{ mounts: ["/tmp"], readonlyRootFilesystem: true },
    droppedCapabilities: [...capabilities],
    healthCheck: {
      ...{ command: ["/healthcheck"], intervalSeconds: 20, timeoutSeconds: 4 },
      ...{ retries: 2, startSeconds: 30 },
    },
  },
  agent: {
    image: `ghcr.io/team/agent@sha256:${"b".repeat(64)}`,
    repositorySecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:agent-AbCdEf",
    ...{ essential: false, startFirst: false, readonlyRootFilesystem: false },
  },
};

/** A log router, once of each type. */
export const routed = {
  fluentbit: {
    sidecars: {
      router: {
        image: `public.ecr.aws/aws-observability/aws-for-fluent-bit@sha256:${"c".repeat(64)}`,
        logRouter: { type: "fluentbit", metadata: true, configFile: "/extra.conf" },
      },
    },
    logs: { options: { Name: "datadog" }, secretOptions: { apikey: "/dev/datadog" } },
  },
  fluentd: {
    sidecars: {
      router: {
        image: `ghcr.io/team/fluentd@sha256:${"d".repeat(64)}`,
        logRouter: { type: "fluentd", metadata: false },
      },
    },
    logs: { options: { "@type": "s3" } },
  },
};

/** How the container of a service runs, by every key. */
export const shape = {
  command: ["node", "server.js"],
  entryPoint: ["/usr/bin/dumb-init", "--"],
  user: "node:1000",
  workingDirectory: "/srv",
  ulimits: Object.fromEntries(ulimitNames.map((name) => [name, { soft: 1024, hard: 2048 }])),
  ...{ init: false, exec: true },
  volumes,
  sidecars: { ...sidecars, ...routed.fluentbit.sidecars },
  logs: routed.fluentbit.logs,
};

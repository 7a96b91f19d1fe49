import { ulimitNames } from "../../config/containerSchema";

const volumes = [
  { path: "/tmp", temporary: true },
  { path: "/data", temporary: false, efs: "fs-01234567", accessPoint: "fsap-01234567" },
  { path: "/shared", readOnly: true, efs: "fs-0123456789abcdef0" },
];

/** How the container of a service runs, by every key. */
export const shape = {
  command: ["node", "server.js"],
  entryPoint: ["/usr/bin/dumb-init", "--"],
  user: "node:1000",
  workingDirectory: "/srv",
  ulimits: Object.fromEntries(ulimitNames.map((name) => [name, { soft: 1024, hard: 2048 }])),
  ...{ init: false, exec: true },
  volumes,
};

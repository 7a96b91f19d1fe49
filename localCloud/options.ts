/** How a local cloud is set up; seconds are real ones unless they say AWS. */
export interface CloudOptions {
  /** Name of the hosted zone. */
  zone: string;
  region: string;
  /** TTL of alias answers. */
  ttl: number;
  /** AWS's waits run this many times faster. */
  timeScale: number;
  /** A change of a record reaches every name server after at most this long. */
  propagationSeconds: number;
  /** AWS seconds that the provider waits for a change of a record to be in sync. */
  recordSyncSeconds: number;
  /** AWS seconds from the placement of a task to its container's start. */
  taskStartSeconds: number;
  /** AWS seconds until a new instance has joined its cluster. */
  instanceStartSeconds: number;
  seed: number;
  /** Logs of the tasks and the certificate authority's certificate are written here. */
  stateDirectory: string;
}

export const defaultOptions: Omit<CloudOptions, "stateDirectory"> = {
  zone: "rehearsal.test",
  region: "eu-central-1",
  ttl: 5,
  timeScale: 10,
  propagationSeconds: 1,
  recordSyncSeconds: 30 * 60,
  taskStartSeconds: 10,
  instanceStartSeconds: 20,
  seed: 1,
};

import type { Prices } from "./prices";
import type { Buckets } from "./buckets";
import type { Inspector } from "./inspector";
import type { ExecSessions } from "./execSessions";
import type { Logs } from "./logs";
import type { Metrics } from "./metrics";
import type { Observer } from "./ports";
import type { AwsLogin } from "./awsLogin";
import type { ReadEcsService } from "./ecsService";
import type { ImageKeeper } from "./imageKeeper";
import type { Outlets } from "./notifier";
import type { OneOffTasks } from "./oneOffTasks";

/** The cloud that a stack runs on: AWS, or the local cloud of a rehearsal. */
export interface World {
  observer: Observer;
  metrics: Metrics;
  inspector: Inspector;
  oneOffTasks: OneOffTasks;
  logs: Logs;
  execSessions: ExecSessions;
  outlets: Outlets;
  imageKeeper?: ImageKeeper;
  prices?: Prices;
  buckets: Buckets;
  /** Absent in a rehearsal: a local cloud has no services but its own. */
  ecsService?: ReadEcsService;
  endpoint: Endpoint;
  /** Milliseconds that a minute of a comparison lasts. */
  minuteMs: number;
}

export interface Connection {
  host: string;
  port: number;
  /** PEM of a certificate authority to trust in addition to the system's; a rehearsal has its own. */
  ca?: string;
}

/** Where to connect for HTTPS at an address. */
export type Endpoint = (address: string) => Promise<Connection>;

export interface Connecting {
  region: string;
  signal: AbortSignal;
  /** The identity to use there. */
  login: AwsLogin;
}

/** How a deployer reaches the cloud that its stacks run on. */
export interface Surroundings {
  connect: (options: Connecting) => World;
  /** Whether this is a rehearsal, where safety rules may be disabled on purpose. */
  rehearsed: boolean;
}

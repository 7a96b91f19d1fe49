/** What every way to find or install a Pulumi CLI is given. */
export interface Search {
  /** Called with one line for people. */
  progress: (line: string) => void;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
  /** Folder with automation/ and tools/: the checkout's, or dist/ of the package. */
  projectRoot: string;
  /** Folder with one folder per version of the Pulumi CLI. */
  cacheFolder: string;
  /** How often long work reports progress, in milliseconds. */
  heartbeatMs: number;
  /** A lock that was not renewed for this long is stale, in milliseconds; 2000 or more. */
  lockStaleMs: number;
}

/** A Pulumi CLI that works, with its version. */
export interface Engine {
  /** Folder with `bin/pulumi`; null if `pulumi` is on PATH. */
  root: string | null;
  version: string;
}

/** A way to install a Pulumi CLI. `make` puts it into `root` as `bin/pulumi`, or throws with the reason. */
export interface Maker {
  name: string;
  /** What it does and about how long that takes. */
  announcement: string;
  make(search: Search, root: string): Promise<void>;
}

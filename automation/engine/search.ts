/** What every way to an engine is given. */
export interface Search {
  /** Takes one line for a person. */
  progress: (line: string) => void;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
  /** Folder of this project, with tools/ and node_modules/. */
  projectRoot: string;
  /** Folder that holds one folder per version of the engine. */
  cacheFolder: string;
  /** How often long work says that it is alive, in milliseconds. */
  heartbeatMs: number;
  /** After how long a lock that nobody renews is nobody's, in milliseconds; 2000 or more. */
  lockStaleMs: number;
}

/** An engine that has told its version. */
export interface Engine {
  /** Folder with `bin/pulumi`; null when `pulumi` is on PATH. */
  root: string | null;
  version: string;
}

/** A way to get an engine. `make` puts it into `root` as `bin/pulumi`, or throws the reason why not. */
export interface Maker {
  name: string;
  /** What it does and about how long that takes. */
  announcement: string;
  make(search: Search, root: string): Promise<void>;
}

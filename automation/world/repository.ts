/** The folder that `init` fills: a repository's, or a new one. */
export interface RepositoryFolder {
  /** The last part of its path. */
  name: string;
  /** Its path below the top of the Git repository, such as `services/infra`; empty at the top, or without one. */
  inRepository: string;
  /** Undefined: there is no such file. */
  read(path: string): Promise<string | undefined>;
  /**
   * What is in the way of a file with this path: a part of the path that is no folder, or the path if there is no file
   * but something else; null if nothing is. The folder itself is `.`.
   */
  obstacle(path: string): Promise<string | null>;
  /** Writes all of it or nothing, even if killed; false: something is there already, and stays. */
  create(path: string, text: string): Promise<boolean>;
  /** The same in place of a file that is there. */
  replace(path: string, text: string): Promise<void>;
  /** Workflows to copy (ci/github), by file name. */
  workflows(): Promise<Record<string, string>>;
}

/** What `verify` found in a repository that was set up, as its JSON says it, or why it was not run. */
export type FirstVerify = { findings: object[] } | { why: string };

export interface VpcOffer {
  vpcId: string;
  /** Its tag `Name`, or its range. */
  title: string;
  publicSubnetIds: string[];
  privateSubnetIds: string[];
}

/** What an account has that an environment can use. */
export interface AccountOffers {
  /** Names of public hosted zones. */
  zones(): Promise<string[]>;
  vpcs(region: string): Promise<VpcOffer[]>;
}

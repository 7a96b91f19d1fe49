import type { Volume } from "../../config/volumeSchema";

/** Pulumi's state keeps no order of keys, and another order would be another task definition. */
export function sorted<T>(of: Record<string, T>): [string, T][] {
  return Object.entries(of).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** What the containers of a task have in common. */
export interface InTask {
  /** Variables in which the program says whose task it is. */
  variables: Record<string, string>;
  volumes: readonly Volume[];
  logConfiguration: object;
}

export function variables(of: Record<string, string>) {
  return sorted(of).map(([name, value]) => ({ name, value }));
}

/** What its image is pulled with. */
export function credentials({
  repositorySecretArn: credentialsParameter,
}: {
  repositorySecretArn?: string | undefined;
}) {
  return credentialsParameter === undefined
    ? {}
    : { repositoryCredentials: { credentialsParameter } };
}

export function linuxParameters(init: boolean, dropped: readonly string[]) {
  return {
    initProcessEnabled: init,
    ...(dropped.length > 0 && { capabilities: { drop: [...dropped].sort() } }),
  };
}

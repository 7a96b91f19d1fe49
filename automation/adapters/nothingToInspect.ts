import type { Inspector } from "../world/inspector";

/** An inspector that answers every check of `verify` with the reason why it does not apply here. */
export function nothingToInspect(why: string): Inspector {
  const notHere = () => Promise.resolve({ notHere: why });
  return {
    identity: notHere,
    zone: notHere,
    delegation: notHere,
    edge: notHere,
    certificate: notHere,
    cluster: notHere,
    record: notHere,
    records: notHere,
    targetGroups: notHere,
    roles: notHere,
    role: notHere,
    secrets: notHere,
    receivers: notHere,
    subnets: notHere,
    ipv6Subnets: notHere,
    mountTargets: notHere,
    accessPoint: notHere,
    instanceTypes: notHere,
    previewRoles: notHere,
    pushes: notHere,
    repositories: notHere,
    bucketVersioning: notHere,
    ...{ bucket: notHere, logBucket: notHere, webAcl: notHere },
    quotas: notHere,
    accountRoom: notHere,
    peakLcus: notHere,
    requests: notHere,
    denied: notHere,
  };
}

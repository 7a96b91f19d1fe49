import { readFile } from "node:fs/promises";
import { type CloudClient, cloudClient } from "../api/client";
import type { Endpoint, World } from "../../automation/world/connected";
import { createLocalBuckets } from "./buckets";
import { createLocalObserver } from "./observer";
import { createLocalExecSessions } from "./execSessions";
import { createLocalLogs } from "./logs";
import { createLocalMetrics } from "./metrics";
import { createLocalOutlets } from "./outlets";
import { createLocalTasks } from "./oneOffTasks";
import { type ImageKeeper, servingTag, tagChanges } from "../../automation/world/imageKeeper";
import type { Inspector } from "../../automation/world/inspector";
import { snapshotPrices } from "../../automation/adapters/prices/snapshot";
import { nothingToInspect } from "../../automation/adapters/nothingToInspect";

export interface LocalAccess {
  controlUrl: string;
  /** As the cloud has it. */
  minuteSeconds: number;
  /** Name of the IAM user whose credentials these are. */
  user?: string | undefined;
}

/** The surroundings of a rehearsal: everything is looked up in the local cloud's control API. */
export function connectLocalCloud(
  { controlUrl, minuteSeconds, user = "rehearsal" }: LocalAccess,
  { region, signal }: { region: string; signal: AbortSignal },
): World {
  const cloud = cloudClient(controlUrl, signal);
  const minuteMs = minuteSeconds * 1000;
  return {
    observer: createLocalObserver(cloud),
    metrics: createLocalMetrics(cloud, minuteMs),
    inspector: createLocalInspector(cloud, region, user),
    oneOffTasks: createLocalTasks(cloud),
    logs: createLocalLogs(cloud),
    execSessions: createLocalExecSessions(cloud),
    outlets: createLocalOutlets(controlUrl),
    imageKeeper: createLocalImageKeeper(cloud),
    prices: snapshotPrices("a rehearsal asks no Pricing API"),
    buckets: createLocalBuckets(cloud),
    endpoint: localEndpoint(cloud),
    minuteMs,
  };
}

function createLocalImageKeeper(cloud: CloudClient): ImageKeeper {
  return {
    async keep(repositoryUri, owner, digests) {
      const tags = await cloud.imageTags(repositoryUri);
      const { add, remove } = tagChanges(tags, repositoryUri, owner, digests);
      for (const digest of add) {
        await cloud.tagImage(repositoryUri, servingTag(owner, digest), digest);
      }
      for (const tag of remove) await cloud.untagImage(repositoryUri, tag);
    },
  };
}

/** Ports stand for addresses: all of the local cloud's load balancers are on loopback. */
function localEndpoint(cloud: CloudClient): Endpoint {
  return async (address) => {
    const endpoint = (await cloud.addresses())[address];
    if (!endpoint) {
      throw new Error(`no load balancer of the local cloud has the address ${address}`);
    }
    const ca = await readFile((await cloud.info()).caFile, "utf8");
    return { host: endpoint.host, port: endpoint.port, ca };
  };
}

/**
 * The parts of this that the local cloud has: an account, a region, zones. The rest exists only on AWS.
 */
function createLocalInspector(cloud: CloudClient, region: string, user: string): Inspector {
  return {
    ...nothingToInspect("the local cloud has none"),
    async identity() {
      const { account } = await cloud.info();
      return { value: { account, arn: `arn:aws:iam::${account}:user/${user}`, region } };
    },
    async records(_, name) {
      const found = await cloud.records(name);
      return {
        value: found.map(({ name: host, type, ttl, values, aliasOf }) => ({
          ...{ name: host, type, values, alias: aliasOf },
          ...(aliasOf === null && { ttlSeconds: ttl }),
        })),
      };
    },
    bucket: async (name) => ({ value: await cloud.bucket(name) }),
    cluster: async (name) => ({ value: await cloud.clusterView(name) }),
    certificate: async (arn) => ({ value: await cloud.certificateView(arn) }),
    webAcl: async (arn) => ({ value: await cloud.webAclExists(arn) }),
    logBucket: async (name) => ({ value: await cloud.bucket(name) }),
    pushes: async (repositoryUri) => ({ value: await cloud.imagePushes(repositoryUri) }),
    secrets: async (references) => ({ value: await cloud.secretViews(references) }),
    async receivers(arns) {
      const there = await cloud.receivers(arns);
      return { value: Object.fromEntries(arns.map((arn) => [arn, there.includes(arn)])) };
    },
    async zone(name) {
      const { zone, zoneId, nameServers, otherZones } = await cloud.info();
      const zones = [{ id: zoneId, name: zone, nameServers }, ...otherZones];
      const found = zones.find((one) => one.name === name);
      if (!found) return { value: null };
      const servers = found.nameServers.map((server) => server.name);
      return { value: { id: found.id, name, nameServers: servers } };
    },
    async delegation(name) {
      const zone = (await cloud.info()).otherZones.find((one) => one.name === name);
      if (!zone) return { notHere: "the local cloud has none" };
      return { value: zone.delegated ? zone.nameServers.map((server) => server.name) : [] };
    },
  };
}

import { z } from "zod";
import type { Cloud } from "../cloud";
import { canonicalName } from "../dataplane/dnsAnswer";
import { CloudError } from "../errors";
import { requireById, vpcType } from "./vpcs";
import { repositoryType } from "./ecr";
import { clusterOf } from "./ecsCluster";
import type { Properties } from "./resource";

interface Invoke {
  args: z.ZodObject;
  answer(cloud: Cloud, args: Properties): Properties;
}

/** Functions of the provider, by token. */
const invokes: Record<string, Invoke> = {
  "aws:index/getRegion:getRegion": {
    args: z.strictObject({}),
    answer: ({ options: { region } }) => ({ id: region, region, name: region }),
  },
  "aws:index/getPartition:getPartition": {
    args: z.strictObject({}),
    answer: () => ({ id: "aws", partition: "aws", dnsSuffix: "amazonaws.com" }),
  },
  "aws:index/getCallerIdentity:getCallerIdentity": {
    args: z.strictObject({}),
    answer: ({ accountId }) => ({
      id: accountId,
      accountId,
      arn: `arn:aws:iam::${accountId}:user/rehearsal`,
      userId: "AIDAREHEARSAL",
    }),
  },
  "aws:ecr/getRepositories:getRepositories": {
    args: z.strictObject({}),
    answer: ({ options: { region }, resources }) => ({
      id: region,
      names: resources.all(repositoryType).map(({ id }) => id),
    }),
  },
  "aws:ecr/getRepository:getRepository": {
    args: z.strictObject({ name: z.string() }),
    answer(cloud, { name }) {
      const found = cloud.resources.get(repositoryType, String(name));
      if (!found)
        throw new CloudError("RepositoryNotFoundException", `no repository ${name as string}`);
      return { ...found.inputs, ...found.outputs, id: found.id };
    },
  },
  "aws:ecs/getCluster:getCluster": {
    args: z.strictObject({ clusterName: z.string() }),
    answer(cloud, { clusterName }) {
      const name = String(clusterName);
      const found = clusterOf(cloud, name);
      if (!found) {
        // As the provider says it, of a deleted one as well.
        throw new CloudError(
          "ClusterNotFound",
          `reading ECS Cluster (${name}): couldn't find resource`,
        );
      }
      return { id: found.id, arn: found.id, clusterName, status: "ACTIVE" };
    },
  },
  "aws:route53/getZone:getZone": {
    args: z.strictObject({ name: z.string(), privateZone: z.boolean().optional() }),
    answer(cloud, { name, privateZone = false }) {
      const zones = privateZone ? [...cloud.privateZones.values()] : cloud.publicZones();
      const [zone, ...others] = zones.filter((one) => one.name === canonicalName(String(name)));
      if (!zone) {
        throw new CloudError("NoMatchingHostedZone", "no matching Route 53 Hosted Zone found");
      }
      if (others.length > 0) {
        throw new CloudError(
          "MultipleHostedZones",
          "multiple Route 53 Hosted Zones matched; use additional constraints to reduce matches to " +
            "a single Route 53 Hosted Zone",
        );
      }
      const nameServers = zone.servers.map((server) => server.name);
      return { id: zone.id, zoneId: zone.id, name: zone.name, nameServers };
    },
  },
  "aws:route53/getRecords:getRecords": {
    args: z.strictObject({ zoneId: z.string(), nameRegex: z.string().optional() }),
    answer(cloud, { zoneId, nameRegex }) {
      const zone = cloud.zones().find(({ id }) => id === zoneId);
      if (!zone) {
        throw new CloudError(
          "NoSuchHostedZone",
          `No hosted zone found with ID: ${zoneId as string}`,
        );
      }
      const wanted = new RegExp((nameRegex as string | undefined) ?? "");
      const found = [...zone.records.values()].filter(({ name }) => wanted.test(`${name}.`));
      const resourceRecordSets = found.map(({ name, type, aliasOf, values }) => ({
        ...{ name: `${name}.`, type, resourceRecords: values.map((value) => ({ value })) },
        ...(aliasOf !== null && { aliasTarget: { dnsName: `${aliasOf}.` } }),
      }));
      return { id: zone.id, zoneId, resourceRecordSets };
    },
  },
  "aws:ssm/getParameter:getParameter": {
    args: z.strictObject({ name: z.string().startsWith("/aws/service/ecs/optimized-ami/") }),
    answer: (_cloud, { name }) => ({
      id: name,
      name,
      type: "String",
      value: "ami-0123456789abcdef0",
    }),
  },
  "aws:ec2/getVpc:getVpc": {
    args: z.strictObject({ id: z.string() }),
    answer(cloud, { id }) {
      const { inputs, outputs } = requireById(cloud, vpcType, String(id), "InvalidVpcID.NotFound");
      return { ...inputs, ...outputs, id };
    },
  },
};

export interface InvokeAnswer {
  outputs?: Properties;
  failures?: { property: string; reason: string }[];
}

export function invoke(cloud: Cloud, token: string, args: Properties): InvokeAnswer {
  const known = invokes[token];
  if (!known) {
    const reason = `the local cloud does not model function \`${token}\``;
    return { failures: [{ property: "", reason }] };
  }
  const parsed = known.args.safeParse(args);
  if (parsed.success) return { outputs: known.answer(cloud, parsed.data) };
  return {
    failures: parsed.error.issues.map((issue) => ({
      property: issue.path.join("."),
      reason:
        issue.code === "unrecognized_keys"
          ? `the local cloud does not model argument \`${issue.keys.join("`, `")}\` of ${token}`
          : issue.message,
    })),
  };
}

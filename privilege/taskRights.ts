import { arnParts } from "../config/arn";
import type { BackendScope } from "./backend";
import { isWithin } from "./statement";

/** What the team's own code in the tasks calls, such as `sqs:ReceiveMessage`, and on what. */
export interface TaskRights {
  actions: readonly string[];
  resources: readonly string[];
}

export const noTaskRights: TaskRights = { actions: [], resources: [] };

/** What the agent of ECS Exec does as the task ("Task IAM role permissions", Amazon ECS Developer Guide). */
export const sessionActions = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
] as const;

interface DataService {
  /** What the names of its resources begin with in ARNs. */
  kinds: readonly string[];
  actions: readonly string[];
}

/**
 * What tasks may be allowed to do, by service: to read and write data in a resource that is named. Not on the list is
 * what hands out credentials (`sts:AssumeRole`, `s3:GetDataAccess`), runs code that has other rights
 * (`lambda:InvokeFunction`, `ssm:SendCommand`, `ecs:ExecuteCommand`), decides who has access (`kms:CreateGrant`,
 * `sqs:AddPermission`), sets a resource up or copies it as a whole (`dynamodb:ExportTableToPointInTime`), or can't be
 * limited to a resource. Secrets are named in `secrets` of a service.
 */
export const dataServices: Record<string, DataService> = {
  dynamodb: {
    kinds: ["table/"],
    actions: [
      ...["BatchGetItem", "BatchWriteItem", "ConditionCheckItem", "DeleteItem", "DescribeStream"],
      ...["DescribeTable", "GetItem", "GetRecords", "GetShardIterator", "PartiQLDelete"],
      ...["PartiQLInsert", "PartiQLSelect", "PartiQLUpdate", "PutItem", "Query", "Scan"],
      "UpdateItem",
    ],
  },
  /** To mount it. What makes a task root on it (`ClientRootAccess`) is not on the list. */
  elasticfilesystem: { kinds: ["file-system/"], actions: ["ClientMount", "ClientWrite"] },
  events: { kinds: ["event-bus/"], actions: ["PutEvents"] },
  firehose: { kinds: ["deliverystream/"], actions: ["PutRecord", "PutRecordBatch"] },
  kinesis: {
    kinds: ["stream/"],
    actions: [
      ...["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator"],
      ...["ListShards", "PutRecord", "PutRecords", "SubscribeToShard"],
    ],
  },
  kms: { kinds: ["key/"], actions: ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey"] },
  s3: {
    kinds: [""],
    actions: [
      ...["AbortMultipartUpload", "DeleteObject", "DeleteObjectVersion", "GetBucketLocation"],
      ...["GetObject", "GetObjectVersion", "ListBucket", "ListBucketMultipartUploads"],
      ...["ListMultipartUploadParts", "PutObject"],
    ],
  },
  ses: {
    kinds: ["configuration-set/", "identity/"],
    actions: ["SendEmail", "SendRawEmail"],
  },
  sns: { kinds: [""], actions: ["Publish"] },
  sqs: {
    kinds: [""],
    actions: [
      ...["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl"],
      ...["PurgeQueue", "ReceiveMessage", "SendMessage"],
    ],
  },
};

/** Problems with what the team lists; empty if there are none. */
export function taskRightsProblems({ actions, resources }: TaskRights): string[] {
  if (actions.length > 0 && resources.length === 0) {
    return [
      "`taskActions` is set without `taskResources`, so it would apply to every resource of the account, those of " +
        "other environments included: list the ARNs in `taskResources`, such as " +
        "`arn:aws:sqs:eu-central-1:123456789012:jobs`",
    ];
  }
  const serviceOf = (action: string) => action.split(":")[0]!;
  const used = new Set(actions.map(serviceOf));
  const named = new Set(resources.map((arn) => arnParts(arn).service));
  return [
    ...actions.flatMap(actionProblem),
    ...resources.flatMap((arn) => resourceProblem(arn, used)),
    ...actions
      .filter((action) => allowed.has(action) && !named.has(serviceOf(action)))
      .map((action) => `\`${action}\` in \`taskActions\` has no resource in \`taskResources\``),
  ];
}

const services = new Map(Object.entries(dataServices));
const allowed = new Set(
  Object.entries(dataServices).flatMap(([service, its]) =>
    its.actions.map((action) => `${service}:${action}`),
  ),
);

function actionProblem(action: string): string[] {
  if (allowed.has(action)) return [];
  return /^[a-z0-9-]+:[A-Za-z]+$/.test(action)
    ? [
        `\`${action}\` in \`taskActions\` is not allowed: only actions on the data of a resource are, since others ` +
          "could give a task more rights or reach other environments (access/README.md lists them)",
      ]
    : [`\`${action}\` in \`taskActions\` must be a single action, such as \`sqs:ReceiveMessage\``];
}

/** S3's ARNs have neither region nor account. */
const global = /^arn:aws[a-z-]*:s3:::/;
const regional = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z]+(-[a-z]+)+-\d+:\d{12}:/;
/** A wildcard only completes a name, or stands for what is below it. */
const nameOf = /^[\w.@+=-]{3,}\*?(\/[^?$]*)?$/;

function resourceProblem(arn: string, used: ReadonlySet<string>): string[] {
  const { service } = arnParts(arn);
  const kinds = services.get(service)?.kinds ?? [];
  const name = arn.replace(service === "s3" ? global : regional, "");
  const isOne = kinds.some((kind) => name.startsWith(kind) && nameOf.test(name.slice(kind.length)));
  if (!isOne || name === arn) {
    return [
      `\`${arn}\` in \`taskResources\` must be the ARN of a resource that \`taskActions\` can use, such as ` +
        "`arn:aws:sqs:eu-central-1:123456789012:jobs`; only the end of its name may be a `*`",
    ];
  }
  return used.has(service)
    ? []
    : [
        `\`${arn}\` in \`taskResources\` has no effect: \`taskActions\` has no action of \`${service}\``,
      ];
}

/** Problems with resources that Pulumi keeps the state in; empty if there are none. */
export function stateProblems(
  { resources }: TaskRights,
  { bucket, key }: Pick<BackendScope, "bucket" | "key">,
): string[] {
  const reaches = (arn: string) => {
    const { service, resource } = arnParts(arn);
    if (service === "s3") return bucket && isWithin(bucket.name, resource.split("/")[0]!);
    return service === "kms" && key && isWithin(key, arn);
  };
  return resources
    .filter(reaches)
    .map(
      (arn) =>
        `\`${arn}\` in \`taskResources\` covers Pulumi's bucket or key, with which every task could read or change ` +
        "the state of environments: keep data in another one",
    );
}

import {
  type Actions,
  all,
  anything,
  at,
  calls,
  type Condition,
  ours,
  read,
  retagged,
  stamped,
  tell,
  unowned,
  write,
} from "../grant";
import { arePreviews, type Scope } from "../scope";

const certificate = at("acm", "certificate/*");
/** Log groups and repositories have fixed names (components/blueGreenService.ts, images/repository.ts). */
const logGroup = (scope: Scope) =>
  at("logs", `log-group:/${scope.project}/${scope.stack}/*`)(scope);
const logStream = (scope: Scope) =>
  at("logs", `log-group:/${scope.project}/${scope.stack}/*:log-stream:*`)(scope);
const repository = (scope: Scope) =>
  at("ecr", `repository/${scope.project}/${scope.stack}/*`.toLowerCase())(scope);
/** Images may be in another stack's repositories. */
export const images = (scope: Scope) => [
  ...repository(scope),
  ...(scope.imagesFrom === undefined ? [] : repository({ ...scope, stack: scope.imagesFrom })),
];
/** A release looks up each image, also in ECR repositories of others that the settings name. */
const lookedUp = (scope: Scope) => [...images(scope), ...scope.outside.repositories];
/**
 * Repositories whose serving images are tagged so that they do not expire. A preview is deleted
 * long before, and must not write to images that others run.
 */
const taggable = (scope: Scope) => (arePreviews(scope) ? repository(scope) : images(scope));
/** `verify` lists those that no service uses any more, and ECR lists all or none. A preview has none. */
const listed = (scope: Scope) =>
  arePreviews(scope) ? repository(scope) : at("ecr", "repository/*")(scope);
/** See policy.ts. */
const pulledElsewhere = (scope: Scope) => (scope.pulledElsewhere ? repository(scope) : []);
const zone = ({ partition }: Scope) => [`arn:${partition}:route53:::hostedzone/*`];

/**
 * The zones may contain more than this environment. Only names under its domain may change, and the
 * production names outside it with their validation records, so no record in any other zone; for previews
 * only names that contain the preview's name (automation/edit/preview.ts). A certificate is validated by a
 * record below its name.
 */
const inDomain = ({ domain, otherNames, stack }: Scope) => ({
  "ForAllValues:StringLike": {
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": arePreviews({ stack })
      ? [..."123456789"].map((digit) => `*-${stack.replace("*", `${digit}*`)}.${domain}`)
      : [domain, `*.${domain}`, ...otherNames.flatMap((name) => [name, `_*.${name}`])],
  },
});

/** Only known of a network that people bring themselves. A zone keeps its VPC. */
const inOwnVpc = ({ network, region }: Scope): Condition =>
  "vpcId" in network
    ? {
        "ForAllValues:StringEquals": {
          "route53:VPCs": [`VPCId=${network.vpcId},VPCRegion=${region}`],
        },
      }
    : {};

/** Of no single type. */
export const otherShared = {
  "events:DescribeEventBus": read(({ notify }) => notify.buses),
  "events:PutEvents": tell(({ notify }) => notify.buses),
  "secretsmanager:GetSecretValue": read(({ notify }) => notify.secrets),
  "sns:GetTopicAttributes": read(({ notify }) => notify.topics),
  "sns:Publish": tell(({ notify }) => notify.topics),
  "ssm:GetParameter": read(({ notify }) => notify.parameters),
  // Those that volumes name; a mistyped id is not found, rather than denied.
  "elasticfilesystem:DescribeAccessPoints": read(at("elasticfilesystem", "access-point/*")),
  "elasticfilesystem:DescribeMountTargets": read(at("elasticfilesystem", "file-system/*")),
  "cloudwatch:GetMetricData": read(anything),
  // What serves and what a rollback needs get tags; those of an image that is no longer needed go.
  "ecr:BatchDeleteImage": write(repository),
  "ecr:BatchGetImage": read(lookedUp),
  "ecr:DescribeImages": read(lookedUp),
  "ecr:GetDownloadUrlForLayer": read(lookedUp),
  "ecr:ListImages": read(lookedUp),
  "ecr:PutImage": write(taggable),
  "logs:FilterLogEvents": read(logGroup),
  "logs:GetLogEvents": read(logStream),
  // Public prices, for what a release costs; without it a snapshot has to do.
  "pricing:GetProducts": read(anything),
  "route53:ListHostedZones": read(anything),
  "route53:ListHostedZonesByName": read(anything),
  // Which secrets exist, without their values.
  "secretsmanager:DescribeSecret": read(at("secretsmanager", "secret:*")),
  "ssm:DescribeParameters": read(anything),
  // The services in automation/adapters/aws/inspect/quotas.ts.
  "servicequotas:GetServiceQuota": read(
    at("servicequotas", "ec2/*", "ecs/*", "elasticloadbalancing/*", "fargate/*", "vpc/*"),
  ),
  "sts:GetCallerIdentity": read(anything),
} satisfies Actions;

export const otherTypes = {
  "aws:acm/certificate:Certificate": calls({
    "acm:RequestCertificate": write(anything, stamped),
    "acm:DeleteCertificate": write(certificate, ours),
    "acm:DescribeCertificate": read(certificate),
    "acm:ListTagsForCertificate": read(certificate),
    "acm:AddTagsToCertificate": [
      write(certificate, all(stamped, unowned)),
      write(certificate, retagged),
    ],
    "acm:RemoveTagsFromCertificate": write(certificate, ours),
  }),
  "aws:acm/certificateValidation:CertificateValidation": calls({}, "acm:DescribeCertificate"),
  "aws:cloudwatch/logGroup:LogGroup": calls({
    "logs:CreateLogGroup": write(logGroup),
    "logs:DeleteLogGroup": write(logGroup),
    "logs:DescribeLogGroups": read(anything),
    "logs:PutRetentionPolicy": write(logGroup),
    "logs:DeleteRetentionPolicy": write(logGroup),
    "logs:AssociateKmsKey": write(logGroup),
    "logs:DisassociateKmsKey": write(logGroup),
    "logs:ListTagsForResource": read(logGroup),
    "logs:TagResource": write(logGroup),
    "logs:UntagResource": write(logGroup),
  }),
  "aws:ecr/repository:Repository": calls({
    "ecr:CreateRepository": write(repository),
    "ecr:DeleteRepository": write(repository),
    "ecr:DescribeRepositories": read(listed),
    "ecr:PutImageTagMutability": write(repository),
    "ecr:PutImageScanningConfiguration": write(repository),
    "ecr:ListTagsForResource": read(repository),
    "ecr:TagResource": write(repository),
    "ecr:UntagResource": write(repository),
  }),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": calls({
    "ecr:PutLifecyclePolicy": write(repository),
    "ecr:GetLifecyclePolicy": read(repository),
    "ecr:DeleteLifecyclePolicy": write(repository),
  }),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": calls({
    "ecr:SetRepositoryPolicy": write(pulledElsewhere),
    "ecr:GetRepositoryPolicy": read(repository),
    "ecr:DeleteRepositoryPolicy": write(repository),
  }),
  "aws:route53/zone:Zone": calls(
    {
      // Private zones (calls between services): Route 53 identifies them by id only.
      "route53:CreateHostedZone": write(anything, inOwnVpc),
      "route53:DeleteHostedZone": write(zone),
      "route53:UpdateHostedZoneComment": write(zone),
      "route53:ChangeTagsForResource": write(zone),
      "route53:ListTagsForResource": read(zone),
      "route53:GetHostedZone": read(zone),
      "route53:GetDNSSEC": read(zone),
      "route53:GetChange": read(({ partition }) => [`arn:${partition}:route53:::change/*`]),
    },
    "ec2:DescribeVpcs",
  ),
  "aws:route53/record:Record": calls(
    {
      "route53:ChangeResourceRecordSets": write(zone, inDomain),
      "route53:ListResourceRecordSets": read(zone),
    },
    "route53:GetHostedZone",
    "route53:GetChange",
  ),
};

/** What the program looks up before it creates anything (`getZone` and the like). */
export const otherInvokes = {
  "aws:index/getRegion:getRegion": [],
  "aws:index/getPartition:getPartition": [],
  "aws:index/getCallerIdentity:getCallerIdentity": ["sts:GetCallerIdentity"],
  "aws:ecr/getRepositories:getRepositories": ["ecr:DescribeRepositories"],
  "aws:ecr/getRepository:getRepository": ["ecr:DescribeRepositories", "ecr:ListTagsForResource"],
  "aws:ecs/getCluster:getCluster": ["ecs:DescribeClusters"],
  "aws:route53/getRecords:getRecords": ["route53:ListResourceRecordSets"],
  "aws:route53/getZone:getZone": [
    "route53:ListHostedZones",
    "route53:GetHostedZone",
    "route53:ListTagsForResource",
  ],
} as const;

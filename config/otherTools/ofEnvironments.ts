import { about, here, needless, unsupported, type Words } from "./words";

const ofAws = "belongs to the provider: `aws:region` and `aws:profile`";

const ofEach = (key: string) => `is a setting of each service: \`${key}\``;

export const ofEnvironments: Words = {
  ...about(ofAws, "region", "profile", "account", "accountId", "credentials"),
  ...about(ofAws, "provider", "providers", "aws"),
  ...about(unsupported("an environment is in one region; make a stack for each"), "regions"),
  ...about(here("network"), "vpc", "vpcId", "subnets", "subnetIds", "cidr"),
  ...about(here("network"), "publicSubnetIds", "privateSubnetIds", "availabilityZones", "azs"),
  ...about(here("network"), "publicSubnets", "privateSubnets", "vpcConfig"),
  ...about(here("network.natGateways"), "nat", "natGateway", "natGateways"),
  ...about(here("domain"), "domainName", "dnsName", "rootDomain"),
  ...about(
    here("hostedZone", ", by its name"),
    ...["zone", "zoneId", "zoneName", "hostedZoneId", "hostedZoneName", "route53Zone"],
    ...["route53", "dns"],
  ),
  ...about(here("certificateArns"), "certificate", "certificates", "certificateArn", "acm", "tls"),
  ...about(here("cluster"), "clusterName", "clusterArn", "ecsCluster"),
  ...about(
    needless("a cluster that the environment makes has it; yours keeps its setting"),
    ...["containerInsights", "monitoring", "observability"],
  ),
  ...about(here("loadBalancers"), "alb", "elb", "loadBalancer", "ingress", "lb", "http"),
  ...about(here("loadBalancers.webAclArn"), "waf", "webAcl", "webAclArn", "firewall"),
  ...about(here("loadBalancers.ipv6"), "ipv6", "dualstack", "ipAddressType"),
  ...about(here("loadBalancers.allowFrom"), "allowFrom", "whitelist", "allowlist"),
  ...about(here("loadBalancers.accessLogs"), "accessLogs"),
  ...about(here("loadBalancers.idleSeconds"), "idleSeconds", "idleTimeout"),
  ...about(here("drain.ttlSeconds"), ...["ttl", "ttlSeconds", "recordTtl", "dnsTtl"]),
  ...about(
    here("drain"),
    ...["bakeTime", "bakeTimeInMinutes", "terminationWaitTime", "terminationWaitTimeInMinutes"],
  ),
  ...about(here("notify"), "notifications", "slack", "webhook", "webhooks", "sns", "alerts"),
  ...about(here("protect"), "deletionProtection", "terminationProtection"),
  ...about(here("permissionsBoundary"), "boundary", "permissionBoundary"),
  ...about(here("logRetentionDays"), "logRetention", "retention", "retentionInDays"),
  ...about(here("approval"), "approvals", "manualApproval", "approvers"),
  ...about(here("windows"), "maintenanceWindow", "deployWindows", "releaseWindows", "freeze"),
  ...about(
    unsupported(
      "a release moves the DNS record of a name, and a distribution in front would keep leading to one place",
    ),
    ...["cdn", "cloudfront", "distribution"],
  ),
  ...about(
    unsupported("each environment is a stack, with settings in a `Pulumi.<stack>.yaml` of its own"),
    ...["name", "type", "stage", "stages", "env", "environments", "environmentName"],
    ...["parameters", "variables"],
  ),
  ...about(
    needless("the state is where `pulumi login` says"),
    ...["backend", "stateBucket", "remoteState", "terraform"],
  ),
  ...about(
    unsupported("describe it in a program of yours (docs/own-program.md)"),
    ...["resources", "database", "databases", "queues", "topics", "buckets", "addons", "outputs"],
    ...["backup", "backups"],
  ),
  ...about(
    unsupported("bring a network that has it: `network`"),
    ...["vpcEndpoints", "endpoints", "flowLogs", "vpn", "bastion", "transitGateway", "peering"],
  ),
  ...about(ofEach("size"), "autoscaling", "scaling", "replicas", "desiredCount"),
  ...about(ofEach("calls"), "serviceDiscovery", "serviceConnect", "mesh", "cloudMap"),
  ...about(ofEach("capacity"), "spot", "capacityProviders", "defaultCapacityProviderStrategy"),
  ...about(ofEach("repository"), "registry", "ecr", "repositories", "imageRepository"),
  ...about(ofEach("schedules"), "cron", "jobs", "cronJobs", "schedule", "scheduledTasks"),
  ...about(ofEach("sidecars"), "datadog", "otel", "xray", "logging", "firelens"),
  ...about(
    "is `logKmsKeyArn` for logs, and for secrets a setting of each service: `secretsKmsKeyArn`",
    ...["kms", "kmsKey", "kmsKeyArn", "kmsKeyId", "encryptionKey"],
  ),
  ...about(here("services"), "apps", "applications", "microservices", "containers", "tasks"),
};

export const ofLoadBalancers: Words = {
  ...about(here("idleSeconds"), "idleTimeout", "idleTimeoutSeconds", "timeout"),
  ...about(here("accessLogs", ": `s3://<bucket>/<prefix>`"), "accessLogsBucket", "logs"),
  ...about(here("accessLogs", ": `s3://<bucket>/<prefix>`"), "logging", "accessLogBucket"),
  ...about(here("webAclArn"), "waf", "webAcl", "wafAcl", "webAclId", "firewall"),
  ...about(
    here("allowFrom"),
    ...["allowedCidrs", "cidrs", "cidrBlocks", "ingress", "ingressCidrs", "sourceIps"],
    ...["allowedSourceIps", "restrictTo", "whitelist", "allowlist", "securityGroupIngress"],
  ),
  ...about(here("ipv6", ": `true`"), "ipAddressType", "dualstack", "enableIpv6"),
  ...about(
    "is a setting of the environment: `protect`",
    ...["deletionProtection", "enableDeletionProtection"],
  ),
  ...about(
    "is a setting of the environment: `certificateArns`",
    ...["certificate", "certificates", "certificateArn", "certificateArns"],
  ),
  ...about(
    "is a setting of the environment: `network`",
    ...["subnets", "subnetIds", "vpcId", "vpc"],
  ),
  ...about(
    needless("the program chooses AWS's recommended policy, with TLS 1.2 and 1.3"),
    ...["sslPolicy", "tlsPolicy", "minimumTlsVersion"],
  ),
  ...about(
    needless("Application Load Balancers always spread requests over all zones"),
    ...["crossZone", "crossZoneLoadBalancing", "enableCrossZoneLoadBalancing"],
  ),
  ...about(
    needless(
      "the program makes the groups of its load balancers. `allowFrom` says who may connect",
    ),
    ...["securityGroups", "securityGroupIds"],
  ),
  ...about(
    unsupported("a release moves between two load balancers, which the program makes"),
    ...["arn", "loadBalancerArn", "name", "existing", "importedLoadBalancer", "shared"],
  ),
  ...about("is a setting of each service: `public: false`", ...["internal", "private", "scheme"]),
  ...about(
    needless("the load balancers always redirect HTTP to HTTPS"),
    ...["redirect", "redirectToHttps", "redirectHttp", "httpRedirect", "http"],
  ),
  ...about(
    needless("clients may always use HTTP/2. What tasks speak is a service's `protocol`"),
    ...["http2", "enableHttp2", "http2Enabled"],
  ),
  ...about(
    needless("the load balancers always drop invalid headers"),
    ...["dropInvalidHeaders", "dropInvalidHeaderFields"],
  ),
};

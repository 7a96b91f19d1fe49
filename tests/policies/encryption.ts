import { about, list, part, problemIf, type Rule } from "./rule";

/** At least TLS 1.2 with forward secrecy (Application Load Balancer guide, "Security policies"). */
const tlsPolicy = /^ELBSecurityPolicy-TLS13-1-[23](-Res)?(-PQ)?(-FIPS)?-20\d\d-\d\d$/;

export const encryptionRules: Rule[] = [
  about("aws:lb/listener:Listener", {
    name: "clients use TLS 1.2 or 1.3 with the load balancers; HTTP only redirects to it",
    problems: ({ protocol, sslPolicy, defaultActions }) => {
      if (protocol === "HTTPS") {
        return problemIf(!tlsPolicy.test(String(sslPolicy)), `TLS policy ${String(sslPolicy)}`);
      }
      const redirects = list(defaultActions).every(
        (action) => part(action, "redirect", "protocol") === "HTTPS",
      );
      return problemIf(!redirects || list(defaultActions).length === 0, "HTTP without redirect");
    },
    broken: [
      { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-2016-08" },
      { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" },
      { protocol: "HTTPS" },
      { protocol: "HTTP", defaultActions: [{ type: "forward" }] },
      { protocol: "HTTP" },
    ],
  }),
  about("aws:lb/loadBalancer:LoadBalancer", {
    name: "a load balancer drops invalid headers",
    problems: ({ dropInvalidHeaderFields }) =>
      problemIf(dropInvalidHeaderFields !== true, "it forwards invalid header fields"),
    broken: [{}],
  }),
  about("aws:ec2/launchTemplate:LaunchTemplate", {
    name: "disks of instances are encrypted",
    problems: ({ blockDeviceMappings }) =>
      problemIf(
        list(blockDeviceMappings).length === 0 ||
          list(blockDeviceMappings).some((one) => part(one, "ebs", "encrypted") !== "true"),
        "a disk is not encrypted",
      ),
    broken: [{}, { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 30 } }] }],
  }),
  about("aws:ec2/launchTemplate:LaunchTemplate", {
    name: "an instance's metadata service is version 2, and out of the tasks' reach",
    problems: ({ metadataOptions }) =>
      problemIf(
        part(metadataOptions, "httpTokens") !== "required" ||
          part(metadataOptions, "httpPutResponseHopLimit") !== 1,
        "metadata options",
      ),
    broken: [
      {},
      { metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 1 } },
      { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } },
    ],
  }),
  about("aws:ecr/repository:Repository", {
    name: "images are encrypted and scanned, and tags are immutable",
    problems: ({ encryptionConfigurations, imageScanningConfiguration, imageTagMutability }) => [
      ...problemIf(list(encryptionConfigurations).length === 0, "no encryption is set"),
      ...problemIf(part(imageScanningConfiguration, "scanOnPush") !== true, "no scan"),
      ...problemIf(imageTagMutability !== "IMMUTABLE", "tags are mutable"),
    ],
    broken: [
      {
        imageScanningConfiguration: { scanOnPush: true },
        imageTagMutability: "IMMUTABLE",
      },
      { encryptionConfigurations: [{}], imageTagMutability: "IMMUTABLE" },
      { encryptionConfigurations: [{}], imageScanningConfiguration: { scanOnPush: true } },
    ],
  }),
  about("aws:cloudwatch/logGroup:LogGroup", {
    // CloudWatch encrypts every log group by itself.
    name: "logs expire",
    problems: ({ retentionInDays }) => problemIf(!(Number(retentionInDays) > 0), "kept forever"),
    broken: [{}, { retentionInDays: 0 }],
  }),
];

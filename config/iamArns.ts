import { arnParts } from "./arn";
import { counted } from "./plural";

/** What IAM allows a name to have, by kind ("IAM and AWS STS quotas"). */
const longestNames = { role: 64, policy: 128 };
/** With the slashes at both ends. */
const longestPath = 512;

/** Why IAM has no role or policy with this ARN; undefined: it may have. */
export function iamArnProblem(
  text: string,
  kind: keyof typeof longestNames,
  { what, owner }: { what: string; owner: string },
): string | undefined {
  const start = new RegExp(`^arn:aws[a-z-]*:iam::(${owner}):${kind}/`);
  const rest = start.test(text) ? text.replace(start, "") : "";
  if (rest === "") return `must be ${what}`;
  return (kind === "role" ? protectedProblem(rest) : undefined) ?? nameProblem(rest, kind);
}

/** IAM lets nobody else create roles in these paths, or change them. */
const protectedPaths = {
  "aws-service-role/": "a service-linked role",
  "aws-reserved/": "a role of IAM Identity Center",
};

function protectedProblem(rest: string): string | undefined {
  const found = Object.entries(protectedPaths).find(([path]) => rest.startsWith(path));
  return (
    found &&
    `names ${found[1]}: nobody can change its trust policy, so tasks can't run as that role`
  );
}

/** Of what follows `role/` in an ARN: a path, if there is one, and a name. */
function nameProblem(rest: string, kind: keyof typeof longestNames): string | undefined {
  const end = rest.lastIndexOf("/") + 1;
  const [path, name] = [`/${rest.slice(0, end)}`, rest.slice(end)];
  const most = longestNames[kind];
  if (name === "") return `ends with a path, and names no ${kind}`;
  if (/[^\w+=,.@-]/.test(name)) {
    return `names a ${kind} \`${name}\`, but IAM allows letters, digits and \`+=,.@_-\` in names`;
  }
  if (name.length > most) {
    return `names a ${kind} of ${counted(name.length, "character")}, but IAM allows ${most}`;
  }
  if (/[^!-~]/.test(path)) return `has a space, or a character that is not ASCII, in its path`;
  if (path.length > longestPath) {
    return `has a path of ${counted(path.length, "character")}, but IAM allows ${longestPath}`;
  }
  return undefined;
}

/** "MalformedPolicyDocument: IAM resource path must either be "*", root, or start with …" */
const iamKinds = [
  ...["user", "federated-user", "role", "group", "instance-profile", "mfa", "server-certificate"],
  ...["policy", "sms-mfa", "saml-provider", "oidc-provider", "report", "access-report"],
];
/** The others of S3 are buckets and objects, whose ARNs have no region. */
const regionalInS3 = /^(accesspoint|job|storage-lens|storage-lens-group|access-grants)\//;

/** Why IAM refuses a policy with this ARN among its resources, or could never match it; undefined: it does not. */
export function resourceProblem(arn: string): string | undefined {
  const { service, region, resource: rest } = arnParts(arn);
  // "IAM JSON policy elements: Resource", IAM User Guide: every other part may have some.
  if (/[*?]/.test(service)) {
    return "has a wildcard for the service, which IAM does not allow: name it, as in `arn:aws:s3:::bucket/*`";
  }
  if (service === "s3" && region !== "" && !regionalInS3.test(rest)) {
    return `has the region \`${region}\`, but ARNs of buckets and objects have none: \`arn:aws:s3:::bucket/*\``;
  }
  if (service !== "iam") return undefined;
  if (region !== "") return `has the region \`${region}\`, but ARNs of IAM have none`;
  if (rest === "*" || rest === "root") return undefined;
  const kind = iamKinds.find((one) => rest.startsWith(`${one}/`));
  if (!kind) {
    return `must name something of IAM after the account: \`*\`, or ${iamKinds.map((one) => `\`${one}/\``).join(", ")}`;
  }
  // A pattern or a policy variable stands for names that nobody knows here.
  const isExact = !/[*?]|\$\{/.test(rest);
  return isExact && (kind === "role" || kind === "policy")
    ? nameProblem(rest.slice(kind.length + 1), kind)
    : undefined;
}

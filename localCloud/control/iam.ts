import { z } from "zod";
import type { Cloud } from "../cloud";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { arnOf, jsonDocument, name, tags } from "./schemas";

export const roleType = "aws:iam/role:Role";
export const rolePolicyType = "aws:iam/rolePolicy:RolePolicy";
const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const instanceProfileType = "aws:iam/instanceProfile:InstanceProfile";

const nameCharacters = "+=,.@_-";

// A path begins and ends with a slash (IAM API Reference, CreateRole).
const path = z
  .string()
  .max(512)
  .regex(/^\/([!-~]+\/)?$/, "must begin and end with `/`, with printable ASCII between them")
  .default("/");

const role = defineType({
  token: roleType,
  properties: {
    name: name(64, nameCharacters),
    assumeRolePolicy: jsonDocument,
    description: z
      .string()
      .max(1000)
      .regex(/^[\t\n\r -~\u00a1-\u00ff]*$/, "has characters that IAM does not accept")
      .optional(),
    path,
    permissionsBoundary: z
      .string()
      .regex(
        /^arn:aws:iam::(\d{12}|aws):policy\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
        "is not a policy",
      )
      .optional(),
    tags,
  },
  replaceOn: ["name", "path"],
  autoName: { property: "name", maxLength: 64 },
  create(cloud, { name, path }) {
    refuseTaken(cloud, roleType, name);
    const arn = `arn:aws:iam::${cloud.accountId}:role${path}${name}`;
    const uniqueId = `AROA${cloud.random.hex(16).toUpperCase()}`;
    return { id: name, outputs: { arn, uniqueId } };
  },
  delete(cloud, { id }) {
    const uses = (type: string) =>
      cloud.resources.all(type).some(({ inputs }) => inputs.role === id);
    const user = [rolePolicyType, attachmentType, instanceProfileType].find(uses);
    if (user) {
      throw new CloudError("DeleteConflict", `Cannot delete role ${id}, it still has a ${user}`);
    }
  },
});

const rolePolicy = defineType({
  token: rolePolicyType,
  properties: {
    name: name(128, nameCharacters),
    role: z.string(),
    policy: jsonDocument,
  },
  replaceOn: ["name", "role"],
  autoName: { property: "name", maxLength: 128 },
  create(cloud, { name, role, policy }) {
    requireRole(cloud, role);
    requireWellFormed(policy);
    const id = `${role}:${name}`;
    requireRoom(cloud, { id, role, policy });
    return { id, outputs: {} };
  },
  update(cloud, { id }, { role, policy }) {
    requireWellFormed(policy);
    requireRoom(cloud, { id, role, policy });
    return {};
  },
});

/** "Managed policies attached to an IAM role" (IAM quotas), unless it was raised. */
const maxAttached = 10;

const rolePolicyAttachment = defineType({
  token: attachmentType,
  properties: { role: z.string(), policyArn: arnOf("iam") },
  replaceOn: ["role", "policyArn"],
  create(cloud, { role, policyArn }) {
    requireRole(cloud, role);
    const others = cloud.resources.all(attachmentType).filter((one) => one.inputs.role === role);
    if (others.length >= maxAttached) {
      throw new CloudError(
        "LimitExceeded",
        `Cannot exceed quota for PoliciesPerRole: ${maxAttached}`,
      );
    }
    return { id: `${role}/${policyArn}`, outputs: {} };
  },
});

const instanceProfile = defineType({
  token: instanceProfileType,
  properties: { name: name(128, nameCharacters), role: z.string(), path, tags },
  replaceOn: ["name", "path"],
  autoName: { property: "name", maxLength: 128 },
  create(cloud, { name, role, path }) {
    refuseTaken(cloud, instanceProfileType, name);
    requireRole(cloud, role);
    return {
      id: name,
      outputs: { arn: `arn:aws:iam::${cloud.accountId}:instance-profile${path}${name}` },
    };
  },
});

function refuseTaken(cloud: Cloud, type: string, name: string): void {
  if (cloud.resources.get(type, name)) {
    throw new CloudError("EntityAlreadyExists", `${name} already exists`);
  }
}

function requireRole(cloud: Cloud, name: string): void {
  if (cloud.resources.get(roleType, name)) return;
  throw new CloudError("NoSuchEntity", `The role with name ${name} cannot be found`);
}

const policyDocument = z.object({
  Statement: z
    .array(z.object({ Resource: z.union([z.string(), z.array(z.string())]).optional() }))
    .optional(),
});

/** After the account of an ARN of IAM; nothing else passes. */
const iamResource =
  /^(\*$|root$|((federated-)?user|role|group|instance-profile|(sms-)?mfa|server-certificate|policy|saml-provider|oidc-provider|(access-)?report)\/)/;

/** What IAM reads of the resources in a policy before it takes it. */
function requireWellFormed(policy: string): void {
  const { Statement = [] } = policyDocument.parse(JSON.parse(policy));
  for (const arn of Statement.flatMap(({ Resource }) => Resource ?? [])) {
    const [, , service, region, , ...rest] = arn.split(":");
    const malformed = (message: string) => new CloudError("MalformedPolicyDocument", message);
    if (/[*?]/.test(service ?? "")) {
      throw malformed("Resource vendor must be fully qualified and cannot contain regexes.");
    }
    if (service === "s3" && region && !/^(accesspoint|job|storage-lens|access-g)/.test(rest[0]!)) {
      throw malformed(`Resource ${arn} can not contain region information.`);
    }
    if (service !== "iam") continue;
    if (region) throw malformed(`IAM resource ${arn} cannot contain region information.`);
    if (!iamResource.test(rest.join(":"))) {
      throw malformed('IAM resource path must either be "*", root, or start with user/, role/ …');
    }
  }
}

const maxPolicyBytes = 10_240;

/** The quota is the total over a role's inline policies, without their white space (IAM quotas). */
function requireRoom(
  cloud: Cloud,
  { id, role, policy }: { id: string; role: string; policy: string },
): void {
  const others = cloud.resources
    .all(rolePolicyType)
    .filter((one) => one.inputs.role === role && one.id !== id)
    .map(({ inputs }) => String(inputs.policy));
  if ([policy, ...others].join("").replaceAll(/\s/g, "").length <= maxPolicyBytes) return;
  throw new CloudError(
    "LimitExceeded",
    `Maximum policy size of ${maxPolicyBytes} bytes exceeded for role ${role}`,
  );
}

export const iamTypes = [role, rolePolicy, rolePolicyAttachment, instanceProfile];

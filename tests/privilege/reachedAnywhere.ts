import type { AccessRole } from "../../privilege/accessRoles";

/** Actions that AWS documents for no type of resource, so that a policy can only allow them on `*`. */
export const everything = (service: string, ...names: string[]) =>
  names.map((name) => `${service}:${name} everything`);

/** Reading how a file system is set up, by its id alone. */
export const fileSystems = [
  "elasticfilesystem:DescribeAccessPoints elasticfilesystem:access-point",
  "elasticfilesystem:DescribeMountTargets elasticfilesystem:file-system",
];

/** AWS WAF has no condition for tags of load balancers. */
export const webAcls: { why: string; roles: AccessRole[]; cells: string[] }[] = [
  {
    why: "which web ACL a load balancer is behind",
    roles: ["deploy", "drift"],
    cells: ["wafv2:GetWebACLForResource wafv2:loadbalancer/app/"],
  },
  {
    why:
      "AWS lists no condition that limits these by tags of load balancers. Elastic Load Balancing's own " +
      "CreateWebACLAssociation and DeleteWebACLAssociation are allowed on the stack's load balancers alone, but that AWS " +
      "asks for them too was not confirmed",
    roles: ["deploy"],
    cells: [
      ...everything("elasticloadbalancing", "SetWebAcl"),
      "wafv2:AssociateWebACL wafv2:loadbalancer/app/",
      "wafv2:DisassociateWebACL wafv2:loadbalancer/app/",
    ],
  },
];

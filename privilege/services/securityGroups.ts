import { type Actions, anything, calls, hosting, ours, read, stamped, write } from "../grant";
import { kinds, vpc } from "./ec2";

const group = write(kinds("security-group"), ours);
/** A service opens the path from the load balancers to its tasks on both sides. */
const opened = write(kinds("security-group"), hosting);
const newRule = write(kinds("security-group-rule"), stamped);

/** Of no single type. */
export const securityGroupShared = {
  "ec2:ModifySecurityGroupRules": [opened, write(kinds("security-group-rule"), ours)],
  "ec2:DescribeSecurityGroupRules": read(anything),
} satisfies Actions;

const rule = [
  "ec2:ModifySecurityGroupRules",
  "ec2:DescribeSecurityGroupRules",
  "ec2:CreateTags",
  "ec2:DeleteTags",
] as const;

export const securityGroupTypes = {
  "aws:ec2/securityGroup:SecurityGroup": calls(
    {
      "ec2:CreateSecurityGroup": [
        write(kinds("security-group"), stamped),
        write(vpc.resources, vpc.condition),
      ],
      "ec2:DeleteSecurityGroup": group,
      "ec2:DescribeSecurityGroups": read(anything),
      "ec2:DescribeNetworkInterfaces": read(anything),
    },
    // A new group has a rule that lets everything out; the provider removes it.
    "ec2:RevokeSecurityGroupEgress",
    "ec2:CreateTags",
    "ec2:DeleteTags",
  ),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": calls(
    {
      "ec2:AuthorizeSecurityGroupIngress": [opened, newRule],
      "ec2:RevokeSecurityGroupIngress": opened,
    },
    ...rule,
  ),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": calls(
    {
      "ec2:AuthorizeSecurityGroupEgress": [opened, newRule],
      "ec2:RevokeSecurityGroupEgress": opened,
    },
    ...rule,
  ),
};

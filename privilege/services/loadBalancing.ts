import {
  type Actions,
  all,
  anything,
  at,
  both,
  calls,
  hosting,
  ours,
  read,
  retagged,
  stamped,
  write,
} from "../grant";
import type { Scope } from "../scope";

const loadBalancer = at("elasticloadbalancing", "loadbalancer/app/*/*");
const listener = at("elasticloadbalancing", "listener/app/*/*/*");
const rule = at("elasticloadbalancing", "listener-rule/app/*/*/*/*");
const targetGroup = at("elasticloadbalancing", "targetgroup/*/*");
const taggable = both(loadBalancer, listener, rule, targetGroup);

const namedWebAcl = ({ webAcl }: Scope) => (webAcl === undefined ? [] : [webAcl]);

const creations = ["CreateLoadBalancer", "CreateListener", "CreateRule", "CreateTargetGroup"];
const whileCreated = () => ({
  StringEquals: { "elasticloadbalancing:CreateAction": creations },
});

/** Of no single type. */
export const loadBalancingShared = {
  "elasticloadbalancing:DescribeAccountLimits": read(anything),
  "elasticloadbalancing:DescribeTargetHealth": read(anything),
  "elasticloadbalancing:AddTags": [
    write(taggable, all(stamped, whileCreated)),
    write(taggable, retagged),
  ],
  "elasticloadbalancing:RemoveTags": write(taggable, ours),
  "elasticloadbalancing:DescribeTags": read(anything),
  "wafv2:GetWebACL": read(namedWebAcl),
} satisfies Actions;

const tagging = [
  "elasticloadbalancing:AddTags",
  "elasticloadbalancing:RemoveTags",
  "elasticloadbalancing:DescribeTags",
] as const;

export const loadBalancingTypes = {
  "aws:lb/loadBalancer:LoadBalancer": calls(
    {
      "elasticloadbalancing:CreateLoadBalancer": write(loadBalancer, stamped),
      "elasticloadbalancing:DeleteLoadBalancer": write(loadBalancer, ours),
      "elasticloadbalancing:ModifyLoadBalancerAttributes": write(loadBalancer, ours),
      "elasticloadbalancing:ModifyCapacityReservation": write(loadBalancer, ours),
      "elasticloadbalancing:SetSecurityGroups": write(loadBalancer, ours),
      "elasticloadbalancing:SetSubnets": write(loadBalancer, ours),
      "elasticloadbalancing:SetIpAddressType": write(loadBalancer, ours),
      "elasticloadbalancing:DescribeLoadBalancers": read(anything),
      "elasticloadbalancing:DescribeLoadBalancerAttributes": read(anything),
      "elasticloadbalancing:DescribeCapacityReservation": read(anything),
    },
    // Deleting waits until the load balancer's network interfaces are gone.
    "ec2:DescribeNetworkInterfaces",
    "iam:CreateServiceLinkedRole",
    ...tagging,
  ),
  "aws:lb/listener:Listener": calls(
    {
      "elasticloadbalancing:CreateListener": write(loadBalancer, all(hosting, stamped)),
      "elasticloadbalancing:DeleteListener": write(listener, ours),
      "elasticloadbalancing:ModifyListener": write(listener, ours),
      "elasticloadbalancing:ModifyListenerAttributes": write(listener, ours),
      "elasticloadbalancing:DescribeListeners": read(anything),
      "elasticloadbalancing:DescribeListenerAttributes": read(anything),
    },
    ...tagging,
  ),
  "aws:lb/listenerCertificate:ListenerCertificate": calls({
    "elasticloadbalancing:AddListenerCertificates": write(listener, hosting),
    "elasticloadbalancing:RemoveListenerCertificates": write(listener, hosting),
    "elasticloadbalancing:DescribeListenerCertificates": read(anything),
  }),
  "aws:lb/listenerRule:ListenerRule": calls(
    {
      "elasticloadbalancing:CreateRule": write(listener, all(hosting, stamped)),
      "elasticloadbalancing:DeleteRule": write(rule, ours),
      "elasticloadbalancing:ModifyRule": write(rule, ours),
      "elasticloadbalancing:SetRulePriorities": write(rule, ours),
      "elasticloadbalancing:DescribeRules": read(anything),
    },
    ...tagging,
  ),
  // AWS WAF's own actions can't be limited by tags of load balancers. AWS lists two of Elastic Load Balancing that can;
  // that each association needs these too was not confirmed on AWS.
  "aws:wafv2/webAclAssociation:WebAclAssociation": calls({
    "elasticloadbalancing:CreateWebACLAssociation": write(loadBalancer, ours),
    "elasticloadbalancing:DeleteWebACLAssociation": write(loadBalancer, ours),
    "elasticloadbalancing:GetLoadBalancerWebACL": read(loadBalancer, ours),
    "elasticloadbalancing:SetWebAcl": write(anything),
    "wafv2:AssociateWebACL": write(both(namedWebAcl, loadBalancer)),
    "wafv2:DisassociateWebACL": write(loadBalancer),
    "wafv2:GetWebACLForResource": read(both(namedWebAcl, loadBalancer)),
  }),
  "aws:lb/targetGroup:TargetGroup": calls(
    {
      "elasticloadbalancing:CreateTargetGroup": write(targetGroup, stamped),
      "elasticloadbalancing:DeleteTargetGroup": write(targetGroup, ours),
      "elasticloadbalancing:ModifyTargetGroup": write(targetGroup, ours),
      "elasticloadbalancing:ModifyTargetGroupAttributes": write(targetGroup, ours),
      "elasticloadbalancing:DescribeTargetGroups": read(anything),
      "elasticloadbalancing:DescribeTargetGroupAttributes": read(anything),
    },
    ...tagging,
  ),
};

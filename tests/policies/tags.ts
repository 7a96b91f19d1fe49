import { part, problemIf, type Resource, type Rule } from "./rule";

/** Types that AWS can't tag. */
const untaggable = new Set([
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:appautoscaling/policy:Policy",
  "aws:appautoscaling/scheduledAction:ScheduledAction",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy",
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:lb/listenerCertificate:ListenerCertificate",
  // Their group has them.
  "aws:scheduler/schedule:Schedule",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
  "aws:ec2/route:Route",
  "aws:route53/record:Record",
]);

/** An Auto Scaling group has a list, because each tag says whether instances get it too. */
function tagsOf({ tags }: Resource["inputs"]): Record<string, unknown> {
  if (!Array.isArray(tags)) return (tags ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    (tags as unknown[]).map((tag) => [String(part(tag, "key")), part(tag, "value")]),
  );
}

export const tagRules: Rule[] = [
  {
    name: "everything that can be tagged says who owns it: rights and costs depend on it",
    problems: ({ type, inputs }) => {
      if (!/^awsx?:/.test(type) || untaggable.has(type)) return [];
      const { project, environment } = tagsOf(inputs);
      return problemIf(project !== "bluegreen" || environment !== "dev", "tags");
    },
    broken: [
      { type: "aws:ecs/cluster:Cluster", name: "broken", inputs: {} },
      { type: "aws:new/thing:Thing", name: "broken", inputs: { tags: { project: "bluegreen" } } },
      {
        type: "aws:autoscaling/group:Group",
        name: "broken",
        inputs: { tags: [{ key: "project", value: "bluegreen" }] },
      },
    ],
  },
];

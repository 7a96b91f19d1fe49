import type { Listener, Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { EdgeView, ListenerView, RuleView } from "../../../world/inspector";
import type { Aws } from "../clients";

/** A load balancer with its listeners and rules; null if it does not exist. */
export async function describeEdge(aws: Aws, loadBalancerArn: string): Promise<EdgeView | null> {
  const elb = await aws.loadBalancing();
  const state = await stateOf(aws, loadBalancerArn);
  if (state === null) return null;
  const { Listeners = [] } = await elb.describeListeners(
    { LoadBalancerArn: loadBalancerArn },
    aws.callOptions,
  );
  const listeners = await Promise.all(Listeners.map((listener) => describeListener(aws, listener)));
  return { state, listeners };
}

async function stateOf(aws: Aws, arn: string): Promise<string | null> {
  try {
    const { LoadBalancers = [] } = await (
      await aws.loadBalancing()
    ).describeLoadBalancers({ LoadBalancerArns: [arn] }, aws.callOptions);
    return LoadBalancers[0]?.State?.Code ?? "active";
  } catch (error) {
    if (error instanceof Error && error.name === "LoadBalancerNotFoundException") return null;
    throw error;
  }
}

async function describeListener(aws: Aws, listener: Listener): Promise<ListenerView> {
  const { ListenerArn, Port = 0, Certificates = [] } = listener;
  const certificateArn = Certificates[0]?.CertificateArn ?? null;
  const { paginateDescribeRules } = await import("@aws-sdk/client-elastic-load-balancing-v2");
  const pages = paginateDescribeRules(
    { client: await aws.loadBalancing() },
    { ListenerArn },
    aws.callOptions,
  );
  const rules: RuleView[] = [];
  for await (const { Rules = [] } of pages) rules.push(...Rules.map(toRule));
  const otherCertificateArns = certificateArn === null ? [] : await others(aws, ListenerArn);
  return { port: Port, certificateArn, otherCertificateArns, rules };
}

async function others(aws: Aws, ListenerArn: string | undefined): Promise<string[]> {
  const { Certificates = [] } = await (
    await aws.loadBalancing()
  ).describeListenerCertificates({ ListenerArn, PageSize: 100 }, aws.callOptions);
  return Certificates.flatMap(({ CertificateArn, IsDefault }) =>
    CertificateArn && IsDefault !== true ? [CertificateArn] : [],
  );
}

function toRule({ Conditions = [], Actions = [] }: Rule): RuleView {
  return {
    hosts: Conditions.flatMap(({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? []),
    byHeader: Conditions.some(({ Field }) => Field === "http-header"),
    targetGroupArns: Actions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
      ...(TargetGroupArn ? [TargetGroupArn] : []),
      ...(ForwardConfig?.TargetGroups ?? []).flatMap((group) => group.TargetGroupArn ?? []),
    ]),
  };
}
